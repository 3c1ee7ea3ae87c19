CREATE TABLE t (a integer, CONSTRAINT sane CHECK (a >= 1 AND a < 1000));
