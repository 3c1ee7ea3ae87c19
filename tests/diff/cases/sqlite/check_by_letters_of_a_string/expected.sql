CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    CHECK (a <> 'X'),
    CHECK (a <> 'x')
);
-- note: fails where a row does not pass CHECK (a <> 'X')
-- note: fails where a row does not pass CHECK (a <> 'x')
INSERT INTO t_new (id, a)
SELECT id, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
