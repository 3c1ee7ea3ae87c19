SET check_function_bodies = off;
CREATE FUNCTION z_fits(text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$ SELECT length($1) < 9 $$;
ALTER TABLE entries ADD COLUMN val brief DEFAULT 'ok'::text;
RESET check_function_bodies;
