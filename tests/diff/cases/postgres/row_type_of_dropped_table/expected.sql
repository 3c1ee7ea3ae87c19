SET check_function_bodies = off;
DROP VIEW towns;
DROP FUNCTION a_few();
DROP FUNCTION how_many(addresses[]);
DROP FUNCTION line(addresses);
ALTER TABLE people
    ALTER COLUMN home TYPE text,
    ALTER COLUMN others TYPE text[] USING others::text[]::text[];
-- loss: table addresses: its rows
DROP TABLE addresses;
CREATE VIEW towns AS
SELECT people.id,
    people.home
   FROM people;
CREATE FUNCTION a_few() RETURNS SETOF people
    LANGUAGE sql
AS $$ SELECT * FROM people $$;
CREATE FUNCTION line(a text) RETURNS text
    LANGUAGE sql IMMUTABLE
AS $$ SELECT a $$;
RESET check_function_bodies;
