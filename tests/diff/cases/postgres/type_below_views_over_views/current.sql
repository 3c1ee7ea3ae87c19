CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE VIEW v1 AS SELECT id, a FROM t;
CREATE VIEW v2 AS SELECT id, a + 1 AS more FROM v1 WHERE a > 0;
CREATE VIEW v3 AS SELECT v2.id, v2.more, v1.a FROM v2 JOIN v1 USING (id);
CREATE VIEW apart AS SELECT id, b FROM t;
COMMENT ON VIEW v2 IS 'one more';
COMMENT ON COLUMN v3.more IS 'how many more';
GRANT SELECT ON v1 TO dunlin_reader;
GRANT SELECT (more) ON v3 TO dunlin_reader;
