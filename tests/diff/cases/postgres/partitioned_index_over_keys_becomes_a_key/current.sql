CREATE TABLE seats (hall integer NOT NULL, seat integer NOT NULL) PARTITION BY RANGE (hall);
CREATE TABLE seats_low PARTITION OF seats FOR VALUES FROM (0) TO (100);
CREATE UNIQUE INDEX seats_once ON seats (hall, seat);
ALTER TABLE seats_low ADD CONSTRAINT seats_low_pkey PRIMARY KEY USING INDEX seats_low_hall_seat_idx;
