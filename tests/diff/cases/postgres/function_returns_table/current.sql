CREATE TABLE t (a integer, b text);
CREATE FUNCTION f() RETURNS TABLE (a integer) LANGUAGE sql AS $$ SELECT a FROM t $$;
