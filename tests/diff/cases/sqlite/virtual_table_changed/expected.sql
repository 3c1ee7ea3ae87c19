CREATE VIRTUAL TABLE words_new USING fts5(title, body, note, tokenize = 'porter');
INSERT INTO words_new (rowid, title, body)
SELECT rowid, title, body
FROM words;
DROP TABLE words;
ALTER TABLE words_new RENAME TO words;
