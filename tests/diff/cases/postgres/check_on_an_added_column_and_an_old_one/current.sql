CREATE TABLE t (low integer);
