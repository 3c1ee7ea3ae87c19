CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b INT DEFAULT 0,
    c TEXT
);
INSERT INTO t_new (id, a, b, c)
SELECT id, a, b, c
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE UNIQUE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (b) WHERE b > 0;
CREATE INDEX i3 ON t (lower(c));
