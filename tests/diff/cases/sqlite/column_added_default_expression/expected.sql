CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    name TEXT,
    token TEXT NOT NULL DEFAULT (lower(hex(randomblob(4)))),
    n INT DEFAULT (1 + 2)
);
INSERT INTO t_new (id, name)
SELECT id, name
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
