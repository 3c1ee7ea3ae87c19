PRAGMA legacy_alter_table = ON;
CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT NOT NULL,
    b INT
);
-- note: column t.a: rows that have no value get '': choose it
INSERT INTO t_new (id, a, b)
SELECT id, coalesce(a, ''), b
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
PRAGMA legacy_alter_table = OFF;
