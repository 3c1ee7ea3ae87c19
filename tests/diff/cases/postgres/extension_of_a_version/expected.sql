CREATE EXTENSION IF NOT EXISTS citext;
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';
CREATE EXTENSION IF NOT EXISTS hstore VERSION '1.7';
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';
ALTER TABLE notes ADD COLUMN author citext;
ALTER TABLE notes ADD COLUMN tags hstore;
