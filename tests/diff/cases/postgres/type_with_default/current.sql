CREATE TABLE t (id integer PRIMARY KEY, n text DEFAULT '7', ok integer DEFAULT 0);
