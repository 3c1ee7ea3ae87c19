ALTER TABLE t ALTER COLUMN a TYPE timestamp(0) with time zone;
