CREATE TABLE events (id integer PRIMARY KEY, code text NOT NULL);
