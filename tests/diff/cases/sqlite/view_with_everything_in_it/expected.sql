CREATE VIEW stats AS
WITH counted AS (SELECT kind, count(*) AS n, sum(n) AS total FROM t GROUP BY kind HAVING count(*) > 1) SELECT c.kind, c.n, c.total, rank() OVER (ORDER BY c.total DESC) AS place, CASE WHEN c.n > 10 THEN 'many' ELSE 'few' END AS size
FROM counted AS c LEFT JOIN t AS u ON u.kind = c.kind AND u.n = (SELECT max(n) FROM t WHERE kind = c.kind)
UNION ALL SELECT 'none', 0, 0, 0, 'few';
