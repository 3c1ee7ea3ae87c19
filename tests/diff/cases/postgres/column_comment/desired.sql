CREATE TABLE t (a integer, b integer, c integer);
COMMENT ON COLUMN t.a IS 'new';
COMMENT ON COLUMN t.b IS 'changed';
