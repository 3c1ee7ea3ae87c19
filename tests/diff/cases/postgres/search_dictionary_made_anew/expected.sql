DROP VIEW hits;
DROP INDEX notes_body;
-- note: column notes.found is computed anew for every row
ALTER TABLE notes DROP COLUMN found;
DROP TEXT SEARCH CONFIGURATION notes;
DROP TEXT SEARCH DICTIONARY words;
CREATE TEXT SEARCH DICTIONARY words (template = snowball, language = 'french');
CREATE TEXT SEARCH CONFIGURATION notes (parser = "default");
ALTER TEXT SEARCH CONFIGURATION notes
    ADD MAPPING FOR asciiword WITH words;
ALTER TABLE notes ADD COLUMN found tsvector GENERATED ALWAYS AS (to_tsvector('notes'::regconfig, body)) STORED;
CREATE INDEX notes_body ON notes USING gin (to_tsvector('notes'::regconfig, body));
CREATE VIEW hits AS
SELECT notes.id
   FROM notes
  WHERE (to_tsvector('notes'::regconfig, notes.body) @@ to_tsquery('a'::text));
DROP TEXT SEARCH DICTIONARY others;
