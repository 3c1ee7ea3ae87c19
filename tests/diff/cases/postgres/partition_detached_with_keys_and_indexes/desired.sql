CREATE TABLE events (id bigint PRIMARY KEY, note text) PARTITION BY RANGE (id);
CREATE INDEX events_note ON events (note);
CREATE TABLE events_1 (id bigint PRIMARY KEY, note text);
CREATE INDEX events_1_note_idx ON events_1 (note);
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (100) TO (200);
