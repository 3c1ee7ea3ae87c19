CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, c text, PRIMARY KEY (a, b));
