CREATE TABLE t (id integer);
CREATE FUNCTION f() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
DO $$ BEGIN EXECUTE format('ALTER FUNCTION f() SET search_path = %I, pg_temp, "$user", ''''', current_schema()); END $$;
CREATE PROCEDURE p() LANGUAGE plpgsql SET search_path FROM CURRENT SET datestyle = 'ISO, DMY' AS 'BEGIN NULL; END';
