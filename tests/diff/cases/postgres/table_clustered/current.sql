CREATE TABLE events (id integer PRIMARY KEY, day date);
CREATE INDEX events_day ON events (day);
ALTER TABLE events CLUSTER ON events_day;
