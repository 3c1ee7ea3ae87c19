CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$ SELECT a + b $$;
CREATE FUNCTION hello() RETURNS text LANGUAGE plpgsql AS $body$
BEGIN
    RETURN 'it''s $$ quoted $$';
END
$body$;
