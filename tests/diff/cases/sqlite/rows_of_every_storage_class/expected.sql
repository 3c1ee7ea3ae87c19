CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    v,
    w BLOB DEFAULT x'',
    x NUMERIC
);
INSERT INTO t_new (id, v, w, x)
SELECT id, v, w, x
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
