CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS t_ab (mcv) ON a, b, c FROM t;
CREATE STATISTICS t_bc ON b, c FROM t;
ALTER STATISTICS t_bc SET STATISTICS 50;
COMMENT ON STATISTICS t_bc IS 'they go together';
