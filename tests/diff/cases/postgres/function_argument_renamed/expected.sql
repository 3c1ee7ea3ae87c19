SET check_function_bodies = off;
DROP FUNCTION total(integer);
CREATE FUNCTION total(m integer) RETURNS integer
    LANGUAGE sql
AS $$ SELECT m $$;
RESET check_function_bodies;
