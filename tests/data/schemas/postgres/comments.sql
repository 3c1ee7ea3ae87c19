CREATE TABLE t (id integer PRIMARY KEY, a text);
COMMENT ON TABLE t IS 'it''s a table; -- not a comment
second line \ with backslash';
COMMENT ON COLUMN t.a IS '$$ and $dunlin$ and "quotes" and üñí ☃';
COMMENT ON CONSTRAINT t_pkey ON t IS 'key';
COMMENT ON INDEX t_pkey IS 'its index';
CREATE STATISTICS s ON id, a FROM t;
COMMENT ON STATISTICS s IS 'more than one';
CREATE COLLATION c FROM "C";
COMMENT ON COLLATION c IS 'like C';
