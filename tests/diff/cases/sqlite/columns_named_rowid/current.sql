CREATE TABLE t (rowid TEXT, a INT);
CREATE TABLE u (rowid TEXT, _rowid_ TEXT, oid TEXT);
