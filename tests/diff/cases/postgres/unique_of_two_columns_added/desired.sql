CREATE TABLE t (a integer, b integer, CONSTRAINT only_once UNIQUE (a, b));
