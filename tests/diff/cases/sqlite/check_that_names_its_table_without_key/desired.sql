CREATE TABLE t (a TEXT, b TEXT CHECK (t.b <> 'z'), c INT NOT NULL);
