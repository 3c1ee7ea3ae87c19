CREATE TABLE t (a integer);
CREATE FUNCTION twice(n integer) RETURNS bigint LANGUAGE sql AS $$ SELECT n * 2::bigint $$;
CREATE VIEW v AS SELECT twice(a) AS b FROM t;
