CREATE EXTENSION citext;
CREATE TABLE t (name citext NOT NULL UNIQUE, other citext DEFAULT 'x');
COMMENT ON EXTENSION citext IS 'ours';
