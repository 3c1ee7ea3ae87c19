CREATE TABLE t (a integer, b integer, CONSTRAINT c1 CHECK (a > 0), CONSTRAINT c2 CHECK (b > 0));
