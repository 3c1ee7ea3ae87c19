CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    UNIQUE (a)
);
-- note: fails where two rows are the same in UNIQUE (a)
INSERT INTO t_new (id, a)
SELECT id, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
