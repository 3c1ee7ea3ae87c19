CREATE TABLE t (a integer);
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS $$ SELECT n * 2 $$;
CREATE VIEW v AS SELECT twice(a) AS b FROM t;
