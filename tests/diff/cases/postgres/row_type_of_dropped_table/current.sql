CREATE TABLE addresses (street text, town text);
CREATE TABLE people (id integer, home addresses, others addresses[]);
CREATE VIEW towns AS SELECT id, home FROM people;
CREATE FUNCTION line(a addresses) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT a.street || a.town $$;
CREATE FUNCTION how_many(a addresses[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT count(*) FROM unnest(a) $$;
CREATE FUNCTION a_few() RETURNS SETOF addresses LANGUAGE sql AS $$ SELECT 'a', 'b' $$;
