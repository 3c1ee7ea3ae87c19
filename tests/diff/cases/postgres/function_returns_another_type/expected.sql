SET check_function_bodies = off;
DROP FUNCTION total(integer);
CREATE FUNCTION total(n integer) RETURNS bigint
    LANGUAGE sql
AS $$ SELECT n::bigint $$;
GRANT EXECUTE ON ROUTINE total(integer) TO dunlin_reader;
RESET check_function_bodies;
