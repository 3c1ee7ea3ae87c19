CREATE TABLE t (a INT, b INT, CHECK (a > 0), PRIMARY KEY (a, b)); -- a comment
