-- dunlin:scope both
-- dunlin:transaction off
-- dunlin:up
INSERT INTO log VALUES ('002 before');
VACUUM;
INSERT INTO log VALUES ('002 after');
-- dunlin:down
DELETE FROM log WHERE line LIKE '002%';
