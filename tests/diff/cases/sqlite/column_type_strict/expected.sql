CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a INTEGER,
    b INT,
    c TEXT,
    d TEXT
) STRICT;
-- loss: column t.a: values that are no INTEGER ('abc' becomes 0)
-- loss: column t.b: values that are no INT ('abc' becomes 0)
-- note: column t.c: values become those of the new type where they can
-- note: column t.d: values become those of the new type where they can
INSERT INTO t_new (id, a, b, c, d)
SELECT id, CAST(a AS INTEGER), CAST(b AS INT), c, CAST(d AS TEXT)
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
