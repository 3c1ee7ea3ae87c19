CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
CREATE TEXT SEARCH DICTIONARY others (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION notes (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION notes ADD MAPPING FOR asciiword WITH words;
ALTER TEXT SEARCH CONFIGURATION notes ADD MAPPING FOR int WITH others;
CREATE TABLE notes (id integer PRIMARY KEY, body text, found tsvector GENERATED ALWAYS AS (to_tsvector('notes', body)) STORED);
CREATE INDEX notes_body ON notes USING gin (to_tsvector('notes', body));
CREATE VIEW hits AS SELECT id FROM notes WHERE to_tsvector('notes', body) @@ to_tsquery('a');
