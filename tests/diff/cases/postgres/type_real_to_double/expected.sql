ALTER TABLE t ALTER COLUMN a TYPE double precision;
