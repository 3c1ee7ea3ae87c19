CREATE TABLE t (id integer PRIMARY KEY, a bit(4));
