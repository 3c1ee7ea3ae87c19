-- dunlin:scope both
-- dunlin:up
CREATE TABLE log (line TEXT NOT NULL);
INSERT INTO log VALUES ('001');
-- dunlin:down
DROP TABLE log;
