PRAGMA legacy_alter_table = ON;
CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT
);
-- loss: column t.b: its values
INSERT INTO t_new (id, a)
SELECT id, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
PRAGMA legacy_alter_table = OFF;
