CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b TEXT,
    c NUMERIC
);
-- note: column t.a: numbers keep fifteen digits in the new type
-- note: column t.b: values become those of the new type where they can
-- note: column t.c: values become those of the new type where they can
INSERT INTO t_new (id, a, b, c)
SELECT id, a, b, c
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
