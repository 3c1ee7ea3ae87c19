CREATE TABLE t (id integer PRIMARY KEY, a varchar(20));
CREATE VIEW v AS SELECT id, a FROM t;
