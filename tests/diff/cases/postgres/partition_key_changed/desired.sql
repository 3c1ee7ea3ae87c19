CREATE TABLE events (id integer, day date NOT NULL) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1, 2, 3);
