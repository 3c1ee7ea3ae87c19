CREATE TABLE t (a bigint, b integer);
CREATE STATISTICS t_ab ON a, b FROM t;
