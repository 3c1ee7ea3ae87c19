CREATE VIRTUAL TABLE words USING fts5(title, body, note, tokenize = 'porter');
CREATE TABLE kept (id INTEGER PRIMARY KEY, a TEXT);
