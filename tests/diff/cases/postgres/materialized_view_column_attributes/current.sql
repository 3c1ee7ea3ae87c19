CREATE TABLE t (a text, b text, c text);
CREATE MATERIALIZED VIEW m AS SELECT a, b, c FROM t;
ALTER MATERIALIZED VIEW m ALTER c SET (n_distinct = 3);
