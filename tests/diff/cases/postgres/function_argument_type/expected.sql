DROP FUNCTION total(integer);
CREATE FUNCTION total(n bigint) RETURNS integer
    LANGUAGE sql
AS $$ SELECT n::integer $$;
