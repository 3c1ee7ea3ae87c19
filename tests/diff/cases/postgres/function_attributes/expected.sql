SET check_function_bodies = off;
CREATE OR REPLACE FUNCTION total(n integer) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE COST 7
    SET work_mem TO '1MB'
AS $$ SELECT n $$;
RESET check_function_bodies;
