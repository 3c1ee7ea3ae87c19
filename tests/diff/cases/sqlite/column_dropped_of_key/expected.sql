CREATE TABLE t_new (
    a INT PRIMARY KEY,
    c TEXT
);
-- loss: column t.b: its values
-- note: fails where two rows are the same in PRIMARY KEY (a)
INSERT INTO t_new (rowid, a, c)
SELECT rowid, a, c
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
