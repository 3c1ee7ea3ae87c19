CREATE TABLE t_new AS SELECT rowid AS dunlin_rowid, * FROM t;
DROP TABLE t;
CREATE TABLE t (
    a TEXT,
    b TEXT,
    c INT NOT NULL,
    CHECK (t.b <> 'z')
);
-- note: column t.a: values become those of the new type where they can
-- note: column t.c: rows that have no value get 0: choose it
INSERT INTO t (rowid, a, b, c)
SELECT dunlin_rowid, a, b, 0
FROM t_new;
DROP TABLE t_new;
