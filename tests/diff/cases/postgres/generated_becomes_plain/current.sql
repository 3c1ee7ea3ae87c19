CREATE TABLE boxes (id integer PRIMARY KEY, w integer, h integer, size integer GENERATED ALWAYS AS (w * h) STORED);
