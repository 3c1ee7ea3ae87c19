SET check_function_bodies = off;
CREATE FUNCTION new_code() RETURNS text
    LANGUAGE sql
AS $$ SELECT 'c'::text $$;
ALTER TABLE t ALTER COLUMN code SET DEFAULT new_code();
RESET check_function_bodies;
