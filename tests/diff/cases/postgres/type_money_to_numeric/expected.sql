ALTER TABLE t ALTER COLUMN a TYPE numeric(10,2) USING a::numeric;
