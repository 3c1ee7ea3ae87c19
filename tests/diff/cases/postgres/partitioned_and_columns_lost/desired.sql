CREATE TABLE events (id integer, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE events_all PARTITION OF events DEFAULT;
