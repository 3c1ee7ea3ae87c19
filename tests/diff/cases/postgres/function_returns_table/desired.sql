CREATE TABLE t (a integer, b text);
CREATE FUNCTION f() RETURNS TABLE (a integer, b text) LANGUAGE sql AS $$ SELECT a, b FROM t $$;
