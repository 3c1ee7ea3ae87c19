CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT
);
INSERT INTO t_new (id, a)
SELECT id, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
-- note: fails where two rows are the same in (a)
CREATE UNIQUE INDEX t_a ON t (a);
