SET check_function_bodies = off;
CREATE OR REPLACE FUNCTION total(n integer) RETURNS integer
    LANGUAGE sql
AS $$ SELECT n + 1 $$;
RESET check_function_bodies;
