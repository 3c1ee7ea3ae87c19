CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a INT,
    CHECK (a > 0)
);
-- note: fails where a row does not pass CHECK (a > 0)
INSERT INTO t_new (id, a)
SELECT id, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
