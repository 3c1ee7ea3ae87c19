CREATE TABLE t_new (
    a TEXT PRIMARY KEY NOT NULL,
    b INT
);
-- note: fails where two rows are the same in PRIMARY KEY (a)
INSERT INTO t_new (rowid, a, b)
SELECT rowid, a, b
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
