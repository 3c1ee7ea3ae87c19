CREATE TABLE t (id integer PRIMARY KEY, a varchar(10) DEFAULT 'x' NOT NULL);
COMMENT ON COLUMN t.a IS 'before';
