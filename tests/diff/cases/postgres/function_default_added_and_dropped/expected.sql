SET check_function_bodies = off;
DROP FUNCTION g(integer, integer);
CREATE OR REPLACE FUNCTION f(a integer, b integer DEFAULT 7) RETURNS integer
    LANGUAGE sql
AS $$ SELECT a $$;
CREATE FUNCTION g(a integer, b integer) RETURNS integer
    LANGUAGE sql
AS $$ SELECT a $$;
RESET check_function_bodies;
