CREATE TABLE t (low integer, high integer, CHECK (low <= high));
