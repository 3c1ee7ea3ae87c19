CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a INT,
    b INT GENERATED ALWAYS AS (a + 1)
);
-- loss: column t.b: its values, for they are computed now
INSERT INTO t_new (id, a)
SELECT id, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
