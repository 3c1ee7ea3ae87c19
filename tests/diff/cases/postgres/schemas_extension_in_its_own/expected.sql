CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA other;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';
-- note: column login.mail: the rows that have no value get one: choose which
UPDATE login SET mail = ''::ext.citext WHERE mail IS NULL;
ALTER TABLE login ALTER COLUMN mail SET NOT NULL;
ALTER TABLE login ADD COLUMN name text;
CREATE INDEX login_name ON login USING gin (name other.gin_trgm_ops);
