CREATE TABLE t (a integer, b integer, c text, d date);
CREATE STATISTICS all_kinds ON a, b FROM t;
CREATE STATISTICS some_kinds (ndistinct, mcv) ON a, c, d FROM t;
CREATE STATISTICS dependent (dependencies) ON b, c FROM t;
CREATE STATISTICS expressions ON (lower(c)), (a + b), d FROM t;
CREATE STATISTICS one_expression ON (date_trunc('month', d::timestamp)) FROM t;
ALTER STATISTICS all_kinds SET STATISTICS 500;
