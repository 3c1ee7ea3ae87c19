CREATE FUNCTION total(n integer) RETURNS integer LANGUAGE sql AS $$ SELECT n $$;
GRANT EXECUTE ON FUNCTION total(integer) TO dunlin_reader;
