CREATE TABLE t (id integer PRIMARY KEY, n integer DEFAULT 7, ok boolean DEFAULT false);
