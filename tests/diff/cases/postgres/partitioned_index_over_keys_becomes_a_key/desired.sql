CREATE TABLE seats (hall integer NOT NULL, seat integer NOT NULL, CONSTRAINT seats_once PRIMARY KEY (hall, seat)) PARTITION BY RANGE (hall);
CREATE TABLE seats_low PARTITION OF seats FOR VALUES FROM (0) TO (100);
