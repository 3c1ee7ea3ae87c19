CREATE TABLE t (a INT, b TEXT CHECK (t.b <> 'z'));
