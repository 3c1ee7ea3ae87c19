CREATE TABLE t (price numeric, CONSTRAINT sane CHECK (price > 0));
