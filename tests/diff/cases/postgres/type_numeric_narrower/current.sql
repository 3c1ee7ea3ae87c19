CREATE TABLE t (id integer PRIMARY KEY, a numeric(14,2));
