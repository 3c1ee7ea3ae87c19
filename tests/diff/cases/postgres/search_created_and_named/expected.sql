SET check_function_bodies = off;
CREATE TEXT SEARCH DICTIONARY kitchen_stems (template = snowball, language = 'english', stopwords = 'english');
COMMENT ON TEXT SEARCH DICTIONARY kitchen_stems IS 'boil, boiled, boiling';
CREATE TEXT SEARCH DICTIONARY kitchen_words (template = simple, accept = 'false');
CREATE TEXT SEARCH CONFIGURATION "Empty one" (parser = "default");
CREATE TEXT SEARCH CONFIGURATION kitchen (parser = "default");
ALTER TEXT SEARCH CONFIGURATION kitchen
    ADD MAPPING FOR asciiword, word WITH kitchen_words, kitchen_stems;
ALTER TEXT SEARCH CONFIGURATION kitchen
    ADD MAPPING FOR numword, "int" WITH simple;
COMMENT ON TEXT SEARCH CONFIGURATION kitchen IS 'how cooks search';
ALTER TABLE recipes ADD COLUMN found tsvector GENERATED ALWAYS AS (to_tsvector('kitchen'::regconfig, COALESCE(title, ''::text))) STORED;
CREATE INDEX recipes_method ON recipes USING gin (to_tsvector('kitchen'::regconfig, method));
CREATE VIEW boiled AS
SELECT recipes.id
   FROM recipes
  WHERE (to_tsvector('kitchen'::regconfig, recipes.method) @@ to_tsquery('kitchen'::regconfig, 'boil'::text));
CREATE FUNCTION finds(words text) RETURNS SETOF integer
    LANGUAGE sql STABLE
AS $$ SELECT id FROM recipes WHERE to_tsvector('kitchen', method) @@ plainto_tsquery('kitchen', words) $$;
RESET check_function_bodies;
