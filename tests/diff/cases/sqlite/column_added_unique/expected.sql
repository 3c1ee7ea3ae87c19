CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    name TEXT,
    email TEXT,
    UNIQUE (email)
);
-- note: fails where two rows are the same in UNIQUE (email)
INSERT INTO t_new (id, name)
SELECT id, name
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
