CREATE TABLE nodes (id integer PRIMARY KEY, parent integer);
CREATE RECURSIVE VIEW paths (id, depth) AS
    SELECT id, 1 FROM nodes WHERE parent IS NULL
    UNION ALL SELECT n.id, p.depth + 1 FROM nodes n JOIN paths p ON n.parent = p.id;
CREATE VIEW counted AS WITH c AS (SELECT parent, count(*) AS n FROM nodes GROUP BY parent) SELECT * FROM c WHERE n > 1;
