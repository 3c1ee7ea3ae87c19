CREATE VIEW counted AS
WITH c AS (
         SELECT nodes.parent,
            count(*) AS n
           FROM nodes
          GROUP BY nodes.parent
        )
 SELECT c.parent,
    c.n
   FROM c
  WHERE (c.n > 1);
CREATE VIEW paths AS
WITH RECURSIVE paths(id, depth) AS (
         SELECT nodes.id,
            1 AS "?column?"
           FROM nodes
          WHERE (nodes.parent IS NULL)
        UNION ALL
         SELECT n.id,
            (p.depth + 1)
           FROM (nodes n
             JOIN paths p ON ((n.parent = p.id)))
        )
 SELECT paths.id,
    paths.depth
   FROM paths;
