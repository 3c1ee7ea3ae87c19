SET check_function_bodies = off;
CREATE OR REPLACE FUNCTION f() RETURNS integer
    LANGUAGE sql
    SET search_path TO 'a, b', 'C"x', 'public'
    SET temp_tablespaces TO ''
AS $$SELECT 1$$;
CREATE FUNCTION g() RETURNS integer
    LANGUAGE sql
    SET search_path TO ''
    SET "my.own" TO E'it''s, \\'
AS $$SELECT 2$$;
RESET check_function_bodies;
