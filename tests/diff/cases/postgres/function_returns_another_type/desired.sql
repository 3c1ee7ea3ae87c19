CREATE FUNCTION total(n integer) RETURNS bigint LANGUAGE sql AS $$ SELECT n::bigint $$;
GRANT EXECUTE ON FUNCTION total(integer) TO dunlin_reader;
