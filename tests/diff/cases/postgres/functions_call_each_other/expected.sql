SET check_function_bodies = off;
CREATE OR REPLACE FUNCTION a() RETURNS integer
    LANGUAGE sql
AS $$ SELECT 2 $$;
CREATE FUNCTION c() RETURNS integer
    LANGUAGE sql
AS $$ SELECT a() + 1 $$;
CREATE FUNCTION b() RETURNS integer
    LANGUAGE sql
AS $$ SELECT c() + 1 $$;
RESET check_function_bodies;
