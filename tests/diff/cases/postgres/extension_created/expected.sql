CREATE EXTENSION IF NOT EXISTS btree_gist;
COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';
CREATE EXTENSION IF NOT EXISTS citext;
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';
ALTER TABLE t ADD COLUMN name citext;
ALTER TABLE t ADD COLUMN during tsrange;
ALTER TABLE t ADD CONSTRAINT t_id_during_excl EXCLUDE USING gist (id WITH =, during WITH &&);
