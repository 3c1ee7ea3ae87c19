DROP FUNCTION total(integer);
CREATE FUNCTION total(m integer) RETURNS integer
    LANGUAGE sql
AS $$ SELECT m $$;
