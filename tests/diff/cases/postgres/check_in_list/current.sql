CREATE TABLE t (state text CHECK (state IN ('new', 'done')));
