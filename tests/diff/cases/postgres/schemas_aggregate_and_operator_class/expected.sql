SET check_function_bodies = off;
CREATE OR REPLACE FUNCTION math.add(a numeric, b numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE
AS $$SELECT coalesce(a, 0) + coalesce(b, 0)$$;
CREATE AGGREGATE math.grand(numeric) (
    sfunc = math.add,
    stype = numeric
);
COMMENT ON AGGREGATE math.grand(numeric) IS 'of all';
CREATE OR REPLACE AGGREGATE math.total(numeric) (
    sfunc = math.add,
    stype = numeric,
    initcond = '1'
);
RESET check_function_bodies;
