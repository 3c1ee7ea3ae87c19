CREATE TABLE t (a integer, b integer, CONSTRAINT c1 CHECK (b > 0), CONSTRAINT c2 CHECK (a > 0));
