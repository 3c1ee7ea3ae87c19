DROP INDEX t_a;
CREATE INDEX t_a ON t (a) INCLUDE (b, c);
