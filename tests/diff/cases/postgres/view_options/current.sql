CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w WITH (security_barrier) AS SELECT a FROM t;
