ALTER TABLE t ADD COLUMN b text;
CREATE INDEX t_ab ON t (a, b);
