CREATE OR REPLACE AGGREGATE my_sum(integer) (
    sfunc = int4pl,
    stype = integer,
    initcond = '0'
);
COMMENT ON AGGREGATE my_sum(integer) IS 'mine';
