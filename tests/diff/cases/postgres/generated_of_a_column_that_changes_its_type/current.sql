CREATE TABLE boxes (id integer PRIMARY KEY, w integer, h integer, size bigint GENERATED ALWAYS AS (w * h) STORED);
