-- dunlin:scope both
-- dunlin:up
CREATE TABLE log (line text NOT NULL);
CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL);
INSERT INTO log VALUES ('001');
-- dunlin:down
DROP TABLE item;
DROP TABLE log;
