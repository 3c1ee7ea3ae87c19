CREATE TABLE t (a integer, b text);
CREATE INDEX t_ab ON t (a DESC NULLS LAST, b);
