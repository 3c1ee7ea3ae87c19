SET check_function_bodies = off;
ALTER TABLE pages DROP CONSTRAINT short;
CREATE TEXT SEARCH CONFIGURATION new_words (parser = "default");
ALTER TEXT SEARCH CONFIGURATION new_words
    ADD MAPPING FOR asciiword, word, asciihword, hword WITH english_stem;
ALTER TABLE pages ALTER COLUMN v DROP DEFAULT;
ALTER TABLE pages ALTER COLUMN v SET DEFAULT to_tsvector('new_words'::regconfig, 'nothing yet'::text);
ALTER TABLE pages ALTER COLUMN r DROP DEFAULT;
ALTER TABLE pages ALTER COLUMN r SET DEFAULT 'new_words'::regconfig;
ALTER TABLE pages ADD CONSTRAINT short CHECK ((length(to_tsvector('new_words'::regconfig, body)) < 1000));
CREATE OR REPLACE FUNCTION fill() RETURNS trigger
    LANGUAGE plpgsql
AS $$ BEGIN NEW.v := to_tsvector('new_words', NEW.body); RETURN NEW; END $$;
DROP TEXT SEARCH CONFIGURATION old_words;
RESET check_function_bodies;
