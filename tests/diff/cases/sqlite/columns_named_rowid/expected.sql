CREATE TABLE t_new (
    rowid TEXT,
    a INT,
    CHECK (a > 0)
);
-- note: fails where a row does not pass CHECK (a > 0)
INSERT INTO t_new (_rowid_, rowid, a)
SELECT _rowid_, rowid, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE TABLE u_new (
    rowid TEXT NOT NULL,
    _rowid_ TEXT,
    oid TEXT
);
-- note: column u.rowid: rows that have no value get '': choose it
INSERT INTO u_new (rowid, _rowid_, oid)
SELECT coalesce(rowid, ''), _rowid_, oid
FROM u;
DROP TABLE u;
ALTER TABLE u_new RENAME TO u;
