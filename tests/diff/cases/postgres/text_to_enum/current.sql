CREATE TABLE t (id integer, m text NOT NULL);
