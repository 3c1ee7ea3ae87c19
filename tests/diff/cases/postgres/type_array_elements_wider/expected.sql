ALTER TABLE t ALTER COLUMN a TYPE bigint[] USING a::text[]::bigint[];
