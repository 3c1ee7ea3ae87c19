CREATE TABLE t_new (
    a TEXT,
    b INT,
    c REAL,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
-- note: column t.a: rows that have no value get '': choose it
-- note: column t.b: rows that have no value get 0: choose it
INSERT INTO t_new (a, b, c)
SELECT coalesce(a, ''), coalesce(b, 0), c
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
