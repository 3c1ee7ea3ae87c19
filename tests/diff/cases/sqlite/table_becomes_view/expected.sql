-- loss: table doubled: its rows
DROP TABLE doubled;
CREATE VIEW doubled AS
SELECT id, n * 2 AS n
FROM base;
