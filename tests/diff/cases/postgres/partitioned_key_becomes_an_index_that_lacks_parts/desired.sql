CREATE TABLE seats (hall integer NOT NULL, seat integer NOT NULL) PARTITION BY RANGE (hall);
CREATE TABLE seats_low PARTITION OF seats (CONSTRAINT seats_low_once UNIQUE (hall, seat)) FOR VALUES FROM (0) TO (100);
CREATE UNIQUE INDEX seats_once ON ONLY seats (hall, seat);
