CREATE TABLE t (a integer, CONSTRAINT old_name CHECK (a > 0));
