SET check_function_bodies = off;
DROP FUNCTION rows_of_v();
DROP MATERIALIZED VIEW m;
DROP VIEW v;
ALTER TABLE t ALTER COLUMN a TYPE text;
CREATE VIEW v AS
SELECT t.id,
    t.a
   FROM t;
CREATE MATERIALIZED VIEW m AS
SELECT v.a
   FROM v;
CREATE FUNCTION rows_of_v() RETURNS SETOF v
    LANGUAGE sql
AS $$ SELECT * FROM v $$;
RESET check_function_bodies;
