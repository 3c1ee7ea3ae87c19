CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = snowball, LANGUAGE = french);
CREATE TEXT SEARCH CONFIGURATION notes (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION notes ADD MAPPING FOR asciiword WITH words;
CREATE TABLE notes (id integer PRIMARY KEY, body text, found tsvector GENERATED ALWAYS AS (to_tsvector('notes', body)) STORED);
CREATE INDEX notes_body ON notes USING gin (to_tsvector('notes', body));
CREATE VIEW hits AS SELECT id FROM notes WHERE to_tsvector('notes', body) @@ to_tsquery('a');
