DROP FUNCTION total(integer);
CREATE FUNCTION total(n integer) RETURNS bigint
    LANGUAGE sql
AS $$ SELECT n::bigint $$;
GRANT EXECUTE ON ROUTINE total(integer) TO dunlin_reader;
