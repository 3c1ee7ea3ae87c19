CREATE FUNCTION code(n integer) RETURNS varchar(5) IMMUTABLE LANGUAGE sql AS $$ SELECT 'x'::varchar(5) $$;
CREATE TABLE t (a integer, c text DEFAULT code(1), CHECK (code(a) <> ''));
CREATE INDEX t_code ON t (code(a));
CREATE VIEW v AS SELECT code(a) AS c FROM t;
