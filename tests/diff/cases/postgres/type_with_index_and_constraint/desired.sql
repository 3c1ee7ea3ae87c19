CREATE TABLE t (id bigint PRIMARY KEY, code bigint NOT NULL UNIQUE, CHECK (code > 0));
CREATE INDEX t_code ON t (code) WHERE code > 5;
