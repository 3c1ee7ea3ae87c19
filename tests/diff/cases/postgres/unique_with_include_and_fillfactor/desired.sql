CREATE TABLE t (a integer, b text, UNIQUE (a) INCLUDE (b) WITH (fillfactor = 70));
