CREATE OR REPLACE FUNCTION total(n integer) RETURNS integer
    LANGUAGE sql
AS $$ SELECT n + 1 $$;
