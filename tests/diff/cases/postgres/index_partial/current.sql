CREATE TABLE t (a integer, deleted_at timestamptz);
CREATE INDEX t_a ON t (a);
