CREATE FUNCTION total(n integer) RETURNS integer LANGUAGE sql AS $$ SELECT n + 1 $$;
COMMENT ON FUNCTION total(integer) IS 'kept';
