CREATE STATISTICS t_ab (ndistinct, dependencies) ON a, b FROM t;
CREATE STATISTICS t_expression ON (a + b), lower(c) FROM t;
