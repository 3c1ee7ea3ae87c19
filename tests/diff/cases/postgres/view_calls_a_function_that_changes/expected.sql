SET check_function_bodies = off;
DROP VIEW v;
DROP FUNCTION twice(integer);
CREATE FUNCTION twice(n integer) RETURNS bigint
    LANGUAGE sql
AS $$ SELECT n * 2::bigint $$;
CREATE VIEW v AS
SELECT twice(t.a) AS b
   FROM t;
RESET check_function_bodies;
