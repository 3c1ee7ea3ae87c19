CREATE TABLE t (id integer PRIMARY KEY, state text NOT NULL DEFAULT 'new');
