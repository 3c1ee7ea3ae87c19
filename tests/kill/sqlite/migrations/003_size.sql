-- dunlin:scope both
-- dunlin:up
ALTER TABLE log ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
CREATE INDEX log_line ON log (line);
INSERT INTO log (line) VALUES ('003');
-- dunlin:down
DROP INDEX log_line;
ALTER TABLE log DROP COLUMN size;
