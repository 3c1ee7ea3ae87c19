CREATE TABLE t_new (
    a INT,
    b INT,
    UNIQUE (a),
    UNIQUE (a),
    UNIQUE (b),
    UNIQUE (b, a)
);
-- note: fails where two rows are the same in UNIQUE (b)
-- note: fails where two rows are the same in UNIQUE (b, a)
INSERT INTO t_new (rowid, a, b)
SELECT rowid, a, b
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
