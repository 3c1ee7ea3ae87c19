-- dunlin:scope both
-- dunlin:transaction off
-- dunlin:up
INSERT INTO log VALUES ('002 before');
CREATE INDEX CONCURRENTLY item_name ON item (name);
INSERT INTO log VALUES ('002 after');
-- dunlin:down
DROP INDEX item_name;
