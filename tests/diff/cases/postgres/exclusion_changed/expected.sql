ALTER TABLE bookings DROP CONSTRAINT no_overlap;
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE ((id > 0)) DEFERRABLE;
