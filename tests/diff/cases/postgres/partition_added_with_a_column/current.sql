CREATE TABLE events (id integer NOT NULL, old text) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
