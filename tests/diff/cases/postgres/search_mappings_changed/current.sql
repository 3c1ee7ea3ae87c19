CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION letters (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION letters ADD MAPPING FOR asciiword WITH english_stem;
ALTER TEXT SEARCH CONFIGURATION letters ADD MAPPING FOR word, email, host WITH simple;
CREATE TABLE letters (id integer PRIMARY KEY, body text, at tsvector GENERATED ALWAYS AS (to_tsvector('letters', body)) STORED);
CREATE INDEX letters_body ON letters USING gin (to_tsvector('letters', body));
CREATE MATERIALIZED VIEW lexemes AS SELECT id, to_tsvector('letters', body) AS lexeme FROM letters;
CREATE VIEW vectors AS SELECT to_tsvector('letters', body) AS v FROM letters;
