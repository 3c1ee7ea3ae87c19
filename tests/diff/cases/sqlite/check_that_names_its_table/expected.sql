PRAGMA legacy_alter_table = ON;
CREATE TABLE t_new AS SELECT rowid AS dunlin_rowid, * FROM t;
DROP TABLE t;
CREATE TABLE t (
    id INTEGER PRIMARY KEY,
    a INT,
    b TEXT,
    CHECK (t.a > 0)
);
-- note: fails where a row does not pass CHECK (t.a > 0)
INSERT INTO t (id, a, b)
SELECT id, a, b
FROM t_new;
DROP TABLE t_new;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX t_a ON t (a);
