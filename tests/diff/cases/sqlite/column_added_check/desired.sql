CREATE TABLE t (id INTEGER PRIMARY KEY, low INT, high INT CONSTRAINT in_order CHECK (high IS NULL OR high >= low));
