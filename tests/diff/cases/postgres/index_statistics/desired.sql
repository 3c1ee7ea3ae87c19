CREATE TABLE t (a integer, b integer);
CREATE INDEX t_sum ON t ((a + b));
ALTER INDEX t_sum ALTER COLUMN 1 SET STATISTICS 500;
