CREATE AGGREGATE my_sum (integer) (SFUNC = int4_sum, STYPE = bigint);
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT my_sum(a) AS s FROM t;
