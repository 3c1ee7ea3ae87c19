CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b BIGINT,
    c REAL
);
INSERT INTO t_new (id, a, b, c)
SELECT id, a, b, c
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
