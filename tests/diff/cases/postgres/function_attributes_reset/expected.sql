SET check_function_bodies = off;
CREATE OR REPLACE FUNCTION many(n integer) RETURNS SETOF integer
    LANGUAGE sql
AS $$ SELECT n $$;
RESET check_function_bodies;
