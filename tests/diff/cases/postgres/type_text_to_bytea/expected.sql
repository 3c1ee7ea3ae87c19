ALTER TABLE t ALTER COLUMN a TYPE bytea USING convert_to(a, 'UTF8');
