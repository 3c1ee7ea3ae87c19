CREATE TABLE parcels (id integer PRIMARY KEY, code text);
CREATE TABLE events (id integer PRIMARY KEY, kind text);
