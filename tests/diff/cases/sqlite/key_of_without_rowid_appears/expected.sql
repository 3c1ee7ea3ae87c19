CREATE TABLE t_new (
    a TEXT,
    b INT,
    code TEXT PRIMARY KEY
) WITHOUT ROWID;
-- note: column t.code: rows that have no value get CAST(row_number() OVER () AS TEXT): choose it
-- note: fails where two rows are the same in PRIMARY KEY (code)
INSERT INTO t_new (a, b, code)
SELECT a, b, CAST(row_number() OVER () AS TEXT)
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
