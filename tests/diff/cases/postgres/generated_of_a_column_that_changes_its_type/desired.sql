CREATE TABLE boxes (id integer PRIMARY KEY, w bigint, h bigint, size bigint GENERATED ALWAYS AS (w * h) STORED);
