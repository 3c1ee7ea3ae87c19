CREATE TABLE t (a integer, b integer);
ALTER TABLE t ALTER b SET STATISTICS 500, ALTER b SET (n_distinct = 5);
