CREATE TABLE events (id integer PRIMARY KEY, code text NOT NULL, part integer NOT NULL);
CREATE UNIQUE INDEX events_code ON events (code, part);
ALTER TABLE events REPLICA IDENTITY USING INDEX events_code;
