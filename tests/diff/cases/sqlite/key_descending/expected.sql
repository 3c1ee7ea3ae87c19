CREATE TABLE t_new (
    id INTEGER PRIMARY KEY DESC,
    a TEXT
);
INSERT INTO t_new (rowid, id, a)
SELECT rowid, id, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
