CREATE TABLE t (a integer, b text, c integer);
CREATE INDEX t_a ON t (a) INCLUDE (b, c);
