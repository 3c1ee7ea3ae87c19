CREATE TABLE bookings (id integer PRIMARY KEY, during tsrange, EXCLUDE USING gist (during WITH &&));
