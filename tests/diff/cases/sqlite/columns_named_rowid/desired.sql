CREATE TABLE t (rowid TEXT, a INT CHECK (a > 0));
CREATE TABLE u (rowid TEXT NOT NULL, _rowid_ TEXT, oid TEXT);
