SET check_function_bodies = off;
CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT a + b $$;
CREATE FUNCTION hello() RETURNS text
    LANGUAGE plpgsql
AS $dunlin$
BEGIN
    RETURN 'it''s $$ quoted $$';
END
$dunlin$;
RESET check_function_bodies;
