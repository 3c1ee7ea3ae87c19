CREATE TABLE t (id integer PRIMARY KEY, code integer NOT NULL UNIQUE, CHECK (code > 0));
CREATE INDEX t_code ON t (code) WHERE code > 5;
