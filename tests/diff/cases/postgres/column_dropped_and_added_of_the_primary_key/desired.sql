CREATE TABLE t (b integer PRIMARY KEY, c text);
