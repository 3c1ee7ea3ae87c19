CREATE TABLE tides (day integer NOT NULL, height bigint) PARTITION BY RANGE (day);
CREATE TABLE tides_1 PARTITION OF tides FOR VALUES FROM (0) TO (100);
