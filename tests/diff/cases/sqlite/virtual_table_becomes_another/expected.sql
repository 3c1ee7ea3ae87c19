CREATE VIRTUAL TABLE box_new USING rtree(id, min_x, max_x, min_y, max_y, +label);
INSERT INTO box_new (id, min_x, max_x)
SELECT id, min_x, max_x
FROM box;
DROP TABLE box;
ALTER TABLE box_new RENAME TO box;
