CREATE AGGREGATE my_sum (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT my_sum(a) AS s FROM t;
