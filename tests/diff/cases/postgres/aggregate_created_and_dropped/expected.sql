SET check_function_bodies = off;
DROP AGGREGATE old_sum(integer);
CREATE FUNCTION longer(text, text) RETURNS text
    LANGUAGE sql IMMUTABLE
AS $$ SELECT $1 || $2 $$;
CREATE AGGREGATE join_all(text) (
    sfunc = longer,
    stype = text,
    parallel = safe,
    initcond = ''
);
RESET check_function_bodies;
