ALTER TABLE t ADD COLUMN high integer;
ALTER TABLE t ADD CONSTRAINT t_check CHECK ((low <= high));
