CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b INT,
    UNIQUE (a),
    CONSTRAINT pair UNIQUE (a, b)
);
-- note: fails where two rows are the same in UNIQUE (a)
-- note: fails where two rows are the same in UNIQUE (a, b)
INSERT INTO t_new (id, a, b)
SELECT id, a, b
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
