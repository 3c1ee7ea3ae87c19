SET check_function_bodies = off;
DROP FUNCTION util.name_of(integer);
CREATE OR REPLACE FUNCTION util.twice(n integer) RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$SELECT n + n$$;
COMMENT ON FUNCTION util.twice(integer) IS 'doubles';
CREATE FUNCTION util.thrice(n integer) RETURNS integer
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'util', 'pg_temp'
AS $$SELECT twice(n) + n$$;
ALTER TABLE item ALTER COLUMN n SET DEFAULT util.thrice(4);
CREATE FUNCTION util.name_of(id bigint) RETURNS text
    LANGUAGE sql
AS $$SELECT 'y'$$;
CREATE PROCEDURE util.tidy()
    LANGUAGE plpgsql
AS $$ BEGIN DELETE FROM item WHERE n IS NULL; END $$;
RESET check_function_bodies;
