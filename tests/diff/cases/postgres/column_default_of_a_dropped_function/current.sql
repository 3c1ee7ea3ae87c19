CREATE FUNCTION new_code() RETURNS text LANGUAGE sql AS $$ SELECT 'c'::text $$;
CREATE TABLE t (id integer, code text DEFAULT new_code());
