CREATE TABLE t (a integer, b integer);
ALTER TABLE t ALTER a SET STATISTICS 100, ALTER a SET (n_distinct = -0.5);
