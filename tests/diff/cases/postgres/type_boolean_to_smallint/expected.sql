ALTER TABLE t ALTER COLUMN a TYPE smallint USING a::integer;
