CREATE FUNCTION many(n integer) RETURNS SETOF integer LANGUAGE sql AS $$ SELECT n $$;
