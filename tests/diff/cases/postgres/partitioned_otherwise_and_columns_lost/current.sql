CREATE TABLE events (id integer, day date NOT NULL, note text) PARTITION BY RANGE (day);
CREATE TABLE events_all PARTITION OF events DEFAULT;
