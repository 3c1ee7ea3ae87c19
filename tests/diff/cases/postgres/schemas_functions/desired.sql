CREATE SCHEMA util;
CREATE FUNCTION util.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + n';
CREATE FUNCTION util.name_of(id bigint) RETURNS text LANGUAGE sql AS $$SELECT 'y'$$;
CREATE PROCEDURE util.tidy() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM item WHERE n IS NULL; END $$;
CREATE FUNCTION util.thrice(n int) RETURNS int LANGUAGE sql IMMUTABLE SET search_path = util, pg_temp AS 'SELECT twice(n) + n';
CREATE TABLE item (id int PRIMARY KEY, n int DEFAULT util.thrice(4), CONSTRAINT even CHECK (util.twice(n) > 0));
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT util.twice(n)';
COMMENT ON FUNCTION util.twice(int) IS 'doubles';
