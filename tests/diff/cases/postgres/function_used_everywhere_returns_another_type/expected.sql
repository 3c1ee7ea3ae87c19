SET check_function_bodies = off;
DROP VIEW v;
DROP INDEX t_code;
ALTER TABLE t DROP CONSTRAINT t_a_check;
ALTER TABLE t ALTER COLUMN c DROP DEFAULT;
DROP FUNCTION code(integer);
CREATE FUNCTION code(n integer) RETURNS text
    LANGUAGE sql IMMUTABLE
AS $$ SELECT 'x'::text $$;
ALTER TABLE t ALTER COLUMN c SET DEFAULT code(1);
ALTER TABLE t ADD CONSTRAINT t_a_check CHECK ((code(a) <> ''::text));
CREATE INDEX t_code ON t (code(a));
CREATE VIEW v AS
SELECT code(t.a) AS c
   FROM t;
RESET check_function_bodies;
