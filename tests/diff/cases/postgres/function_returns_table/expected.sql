SET check_function_bodies = off;
DROP FUNCTION f();
CREATE FUNCTION f() RETURNS TABLE(a integer, b text)
    LANGUAGE sql
AS $$ SELECT a, b FROM t $$;
RESET check_function_bodies;
