CREATE FUNCTION f(a integer, b integer) RETURNS integer LANGUAGE sql AS $$ SELECT a $$;
CREATE FUNCTION g(a integer, b integer DEFAULT 5) RETURNS integer LANGUAGE sql AS $$ SELECT a $$;
