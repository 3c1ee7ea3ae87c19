CREATE TABLE parts (id integer NOT NULL, price smallint GENERATED ALWAYS AS (id * 3) STORED);
CREATE TABLE wheels (spokes integer) INHERITS (parts);
CREATE TABLE shifts (day integer NOT NULL, hours integer GENERATED ALWAYS AS (day * 8) STORED) PARTITION BY RANGE (day);
CREATE TABLE shifts_1 PARTITION OF shifts FOR VALUES FROM (0) TO (31);
