CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT
);
-- note: fails where two rows are the same in PRIMARY KEY (id)
INSERT INTO t_new (id, a)
SELECT rowid, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
