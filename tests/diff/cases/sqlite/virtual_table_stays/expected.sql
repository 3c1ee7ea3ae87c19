CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT NOT NULL
);
-- note: column t.a: rows that have no value get '': choose it
INSERT INTO t_new (id, a)
SELECT id, coalesce(a, '')
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
