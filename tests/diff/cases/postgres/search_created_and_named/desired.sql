CREATE TEXT SEARCH DICTIONARY kitchen_words (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY kitchen_stems (TEMPLATE = snowball, LANGUAGE = english, STOPWORDS = english);
COMMENT ON TEXT SEARCH DICTIONARY kitchen_stems IS 'boil, boiled, boiling';
CREATE TEXT SEARCH CONFIGURATION kitchen (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION kitchen ADD MAPPING FOR asciiword, word WITH kitchen_words, kitchen_stems;
ALTER TEXT SEARCH CONFIGURATION kitchen ADD MAPPING FOR numword, int WITH simple;
COMMENT ON TEXT SEARCH CONFIGURATION kitchen IS 'how cooks search';
CREATE TEXT SEARCH CONFIGURATION "Empty one" (PARSER = "default");
CREATE TABLE recipes (id integer PRIMARY KEY, title text, method text,
    found tsvector GENERATED ALWAYS AS (to_tsvector('kitchen', coalesce(title, ''))) STORED);
CREATE INDEX recipes_method ON recipes USING gin (to_tsvector('kitchen', method));
CREATE VIEW boiled AS SELECT id FROM recipes WHERE to_tsvector('kitchen', method) @@ to_tsquery('kitchen', 'boil');
CREATE FUNCTION finds(words text) RETURNS SETOF integer LANGUAGE sql STABLE
    AS $$ SELECT id FROM recipes WHERE to_tsvector('kitchen', method) @@ plainto_tsquery('kitchen', words) $$;
