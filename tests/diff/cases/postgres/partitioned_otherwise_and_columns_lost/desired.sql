CREATE TABLE events (id integer, day date NOT NULL) PARTITION BY LIST (id);
CREATE TABLE events_all PARTITION OF events DEFAULT;
