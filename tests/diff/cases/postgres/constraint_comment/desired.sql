CREATE TABLE t (a integer CONSTRAINT sane CHECK (a > 0));
COMMENT ON CONSTRAINT sane ON t IS 'new';
