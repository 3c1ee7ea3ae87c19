CREATE COLLATION plain (provider = libc, locale = 'C');
ALTER TABLE t ALTER COLUMN a TYPE text COLLATE plain;
