SET check_function_bodies = off;
DROP FUNCTION total(integer);
CREATE FUNCTION total(n integer) RETURNS bigint
    LANGUAGE sql
AS $$ SELECT n::bigint $$;
RESET check_function_bodies;
