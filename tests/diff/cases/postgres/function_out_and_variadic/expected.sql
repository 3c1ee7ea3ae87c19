SET check_function_bodies = off;
DROP FUNCTION f();
CREATE FUNCTION f(OUT a integer, OUT b text, OUT c date) RETURNS record
    LANGUAGE sql
AS $$ SELECT 1, 'x'::text, CURRENT_DATE $$;
CREATE FUNCTION g(VARIADIC list integer[]) RETURNS integer
    LANGUAGE sql
AS $$ SELECT list[1] $$;
RESET check_function_bodies;
