CREATE TABLE t (a integer, b text, c date);
CREATE VIEW v AS SELECT t AS whole FROM t;
