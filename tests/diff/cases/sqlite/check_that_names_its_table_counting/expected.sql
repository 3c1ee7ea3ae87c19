CREATE TABLE t_new AS SELECT rowid AS dunlin_rowid, * FROM t;
DELETE FROM sqlite_sequence WHERE name = 't_new';
UPDATE sqlite_sequence SET name = 't_new' WHERE name = 't';
DROP TABLE t;
CREATE TABLE t (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    b TEXT NOT NULL,
    CHECK (t.b <> 'z')
);
-- note: column t.b: rows that have no value get '': choose it
INSERT INTO t (id, b)
SELECT id, coalesce(b, '')
FROM t_new;
DELETE FROM sqlite_sequence WHERE name = 't';
UPDATE sqlite_sequence SET name = 't' WHERE name = 't_new';
DROP TABLE t_new;
