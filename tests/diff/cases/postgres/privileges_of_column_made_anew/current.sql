CREATE TABLE boxes (id integer PRIMARY KEY, w integer, area integer GENERATED ALWAYS AS (w * 2) STORED);
GRANT SELECT (area) ON boxes TO dunlin_reader;
