CREATE TABLE t (a integer, b integer);
CREATE INDEX t_sum ON t ((a + b));
