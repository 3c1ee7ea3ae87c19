CREATE FUNCTION longer(text, text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT $1 || $2 $$;
CREATE AGGREGATE join_all (text) (SFUNC = longer, STYPE = text, INITCOND = '', PARALLEL = SAFE);
