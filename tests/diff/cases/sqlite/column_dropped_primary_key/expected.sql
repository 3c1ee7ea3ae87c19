CREATE TABLE t_new (
    a TEXT
);
-- loss: column t.id: its values
INSERT INTO t_new (rowid, a)
SELECT rowid, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
