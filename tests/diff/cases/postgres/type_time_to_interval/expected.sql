ALTER TABLE t ALTER COLUMN a TYPE interval USING a::interval;
