CREATE TABLE people (id integer, home text, others text[]);
CREATE VIEW towns AS SELECT id, home FROM people;
CREATE FUNCTION line(a text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT a $$;
CREATE FUNCTION a_few() RETURNS SETOF people LANGUAGE sql AS $$ SELECT * FROM people $$;
