PRAGMA legacy_alter_table = ON;
CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    username TEXT,
    b INT
);
INSERT INTO t_new (id, username, b)
SELECT id, userName, b
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
PRAGMA legacy_alter_table = OFF;
