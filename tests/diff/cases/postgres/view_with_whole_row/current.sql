CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT t AS whole FROM t;
