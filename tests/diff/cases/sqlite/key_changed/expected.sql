CREATE TABLE t_new (
    a INT NOT NULL,
    b INT NOT NULL,
    c INT NOT NULL,
    PRIMARY KEY (b, a, c)
);
-- note: fails where two rows are the same in PRIMARY KEY (b, a, c)
INSERT INTO t_new (rowid, a, b, c)
SELECT rowid, a, b, c
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
