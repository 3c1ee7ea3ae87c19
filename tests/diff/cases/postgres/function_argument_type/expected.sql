SET check_function_bodies = off;
DROP FUNCTION total(integer);
CREATE FUNCTION total(n bigint) RETURNS integer
    LANGUAGE sql
AS $$ SELECT n::integer $$;
RESET check_function_bodies;
