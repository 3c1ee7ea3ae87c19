-- dunlin:scope both
-- dunlin:up
ALTER TABLE item ADD COLUMN size integer NOT NULL DEFAULT 0 CHECK (size >= 0);
INSERT INTO item (name) VALUES ('first');
INSERT INTO log VALUES ('003');
-- dunlin:down
ALTER TABLE item DROP COLUMN size;
