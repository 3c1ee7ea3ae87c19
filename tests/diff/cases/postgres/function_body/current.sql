CREATE FUNCTION total(n integer) RETURNS integer LANGUAGE sql AS $$ SELECT n $$;
COMMENT ON FUNCTION total(integer) IS 'kept';
