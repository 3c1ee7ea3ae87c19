CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT NOT NULL,
    b INT NOT NULL,
    c INT NOT NULL DEFAULT 7
);
-- note: column t.a: rows that have no value get '': choose it
-- note: column t.b: rows that have no value get 0: choose it
-- note: column t.c: rows that have no value get the default, 7
INSERT INTO t_new (id, a, b, c)
SELECT id, coalesce(a, ''), coalesce(b, 0), coalesce(c, 7)
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
