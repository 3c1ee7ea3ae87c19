DROP VIEW v3;
DROP VIEW v2;
DROP VIEW v1;
ALTER TABLE t ALTER COLUMN a TYPE bigint;
CREATE VIEW v1 AS
SELECT t.id,
    t.a
   FROM t;
GRANT SELECT ON TABLE v1 TO dunlin_reader;
CREATE VIEW v2 AS
SELECT v1.id,
    (v1.a + 1) AS more
   FROM v1
  WHERE (v1.a > 0);
COMMENT ON VIEW v2 IS 'one more';
CREATE VIEW v3 AS
SELECT v2.id,
    v2.more,
    v1.a
   FROM (v2
     JOIN v1 USING (id));
COMMENT ON COLUMN v3.more IS 'how many more';
GRANT SELECT (more) ON TABLE v3 TO dunlin_reader;
