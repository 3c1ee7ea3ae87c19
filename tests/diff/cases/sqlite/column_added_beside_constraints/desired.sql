CREATE TABLE t (a INT, b INT, c INT, CHECK (a > 0), PRIMARY KEY (a, b));
