CREATE TABLE pg_class (oid integer PRIMARY KEY, relname text);
CREATE TABLE pg_namespace (x integer);
CREATE FUNCTION lower(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 'mine'; END $$;
CREATE FUNCTION format_type(oid, integer) RETURNS text LANGUAGE sql AS $$ SELECT 'wrong' $$;
CREATE FUNCTION quote_ident(text) RETURNS text LANGUAGE sql AS $$ SELECT 'wrong' $$;
CREATE TYPE "text" AS (a integer);
CREATE TABLE t (a pg_catalog.text, b "text", c name);
CREATE VIEW v AS SELECT pg_catalog.lower(a) AS l, relname FROM t, pg_catalog.pg_class;
CREATE INDEX i ON t (pg_catalog.lower(a));
