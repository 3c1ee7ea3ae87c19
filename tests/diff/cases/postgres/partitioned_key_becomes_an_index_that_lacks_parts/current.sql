CREATE TABLE seats (hall integer NOT NULL, seat integer NOT NULL, CONSTRAINT seats_once UNIQUE (hall, seat)) PARTITION BY RANGE (hall);
CREATE TABLE seats_low PARTITION OF seats (CONSTRAINT seats_low_once UNIQUE (hall, seat)) FOR VALUES FROM (0) TO (100);
