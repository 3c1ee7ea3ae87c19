CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS t_ab ON a, b FROM t;
CREATE STATISTICS t_bc ON b, c FROM t;
