CREATE TABLE bookings (id integer PRIMARY KEY, during tsrange, room int4range, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&));
