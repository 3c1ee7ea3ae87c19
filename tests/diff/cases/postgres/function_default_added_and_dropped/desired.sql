CREATE FUNCTION f(a integer, b integer DEFAULT 7) RETURNS integer LANGUAGE sql AS $$ SELECT a $$;
CREATE FUNCTION g(a integer, b integer) RETURNS integer LANGUAGE sql AS $$ SELECT a $$;
