ALTER TABLE seats DROP CONSTRAINT seats_once;
CREATE UNIQUE INDEX seats_once ON ONLY seats (hall, seat);
