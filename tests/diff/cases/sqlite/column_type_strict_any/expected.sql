CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a ANY,
    b TEXT
) STRICT;
-- note: column t.b: values become those of the new type where they can
INSERT INTO t_new (id, a, b)
SELECT id, a, CAST(b AS TEXT)
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
