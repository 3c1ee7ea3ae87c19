CREATE AGGREGATE my_sum (integer) (SFUNC = int4pl, STYPE = integer);
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT my_sum(a) AS s FROM t;
