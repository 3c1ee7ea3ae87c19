CREATE TABLE "a
-- dunlin:down
DROP TABLE kept;" (x INT);
CREATE TABLE kept (id INT, "b
c" INT);
