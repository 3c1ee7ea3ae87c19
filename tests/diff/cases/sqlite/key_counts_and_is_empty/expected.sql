CREATE TABLE t_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    a INTEGER
);
-- loss: column t.a: how its numbers were written ('007' becomes 7)
INSERT INTO t_new (id, a)
SELECT id, a
FROM t;
DELETE FROM sqlite_sequence WHERE name = 't_new';
UPDATE sqlite_sequence SET name = 't_new' WHERE name = 't';
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
