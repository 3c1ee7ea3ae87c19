CREATE TABLE t (a integer);
CREATE VIEW v WITH (security_invoker = true, security_barrier) AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM t;
