CREATE TABLE t (id integer, v text);
CREATE VIEW tv AS SELECT id, v FROM t;
CREATE TABLE log (id integer, was tv, note text);
CREATE MATERIALIZED VIEW tm AS SELECT id FROM t;
CREATE TABLE log2 (id integer, was tm[], note text);
