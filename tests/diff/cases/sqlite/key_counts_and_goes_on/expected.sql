CREATE TABLE t_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    a TEXT NOT NULL DEFAULT ''
);
-- note: column t.a: rows that have no value get the default, ''
INSERT INTO t_new (id, a)
SELECT id, coalesce(a, '')
FROM t;
DELETE FROM sqlite_sequence WHERE name = 't_new';
UPDATE sqlite_sequence SET name = 't_new' WHERE name = 't';
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
