CREATE TABLE boxes (id integer PRIMARY KEY, w integer, h integer, size integer GENERATED ALWAYS AS (w + h) STORED);
CREATE INDEX boxes_size ON boxes (size);
CREATE VIEW big AS SELECT id, size FROM boxes WHERE size > 10;
