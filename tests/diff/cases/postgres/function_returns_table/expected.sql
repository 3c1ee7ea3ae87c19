DROP FUNCTION f();
CREATE FUNCTION f() RETURNS TABLE(a integer, b text)
    LANGUAGE sql
AS $$ SELECT a, b FROM t $$;
