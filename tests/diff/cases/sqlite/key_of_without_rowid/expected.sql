CREATE TABLE t_new (
    a TEXT,
    b TEXT,
    PRIMARY KEY (b, a)
) WITHOUT ROWID;
-- note: column t.b: rows that have no value get '': choose it
-- note: fails where two rows are the same in PRIMARY KEY (b, a)
INSERT INTO t_new (a, b)
SELECT a, coalesce(b, '')
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
