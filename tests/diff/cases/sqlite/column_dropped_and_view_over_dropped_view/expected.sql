DROP VIEW v;
DROP VIEW w;
-- loss: column t.b: its values
ALTER TABLE t DROP COLUMN b;
CREATE VIEW w AS
SELECT id
FROM t;
