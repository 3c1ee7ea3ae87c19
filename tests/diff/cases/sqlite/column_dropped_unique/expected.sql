CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    b TEXT
);
-- loss: column t.a: its values
INSERT INTO t_new (id, b)
SELECT id, b
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
