CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, token TEXT NOT NULL DEFAULT (lower(hex(randomblob(4)))), n INT DEFAULT (1 + 2));
