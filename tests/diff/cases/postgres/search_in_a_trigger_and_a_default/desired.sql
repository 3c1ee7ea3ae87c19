CREATE TEXT SEARCH CONFIGURATION new_words (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION new_words ADD MAPPING FOR asciiword, word, asciihword, hword WITH english_stem;
CREATE TABLE pages (id integer PRIMARY KEY, body text, v tsvector DEFAULT to_tsvector('new_words', 'nothing yet'), r regconfig DEFAULT 'new_words',
    CONSTRAINT short CHECK (length(to_tsvector('new_words', body)) < 1000));
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.v := to_tsvector('new_words', NEW.body); RETURN NEW; END $$;
CREATE TRIGGER filled BEFORE INSERT OR UPDATE ON pages FOR EACH ROW EXECUTE FUNCTION fill();
