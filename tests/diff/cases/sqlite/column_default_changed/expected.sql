CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT DEFAULT 'y',
    b INT DEFAULT 0,
    c INT,
    d TEXT DEFAULT (datetime('now'))
);
INSERT INTO t_new (id, a, b, c, d)
SELECT id, a, b, c, d
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
