CREATE TABLE t_new (
    c REAL,
    d TEXT
);
-- loss: column t.a: its values
-- loss: column t.b: its values
INSERT INTO t_new (rowid)
SELECT rowid
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
