CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b TEXT NOT NULL
);
-- note: column t.b: rows that have no value get '': choose it
INSERT INTO t_new (id, a, b)
SELECT id, a, ''
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
