CREATE AGGREGATE my_sum (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
COMMENT ON AGGREGATE my_sum(integer) IS 'mine';
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT my_sum(a) AS s FROM t;
