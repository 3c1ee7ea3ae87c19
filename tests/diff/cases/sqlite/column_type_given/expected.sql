CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b
);
-- note: column t.a: values become those of the new type where they can
INSERT INTO t_new (id, a, b)
SELECT id, a, b
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
