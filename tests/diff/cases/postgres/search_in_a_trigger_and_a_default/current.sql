CREATE TEXT SEARCH CONFIGURATION old_words (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION old_words ADD MAPPING FOR asciiword WITH simple;
CREATE TABLE pages (id integer PRIMARY KEY, body text, v tsvector DEFAULT to_tsvector('old_words', 'nothing yet'), r regconfig DEFAULT 'old_words',
    CONSTRAINT short CHECK (length(to_tsvector('old_words', body)) < 1000));
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.v := to_tsvector('old_words', NEW.body); RETURN NEW; END $$;
CREATE TRIGGER filled BEFORE INSERT OR UPDATE ON pages FOR EACH ROW EXECUTE FUNCTION fill();
