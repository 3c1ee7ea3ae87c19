CREATE TABLE t (a integer, b text);
CREATE UNIQUE INDEX t_a ON t (a);
