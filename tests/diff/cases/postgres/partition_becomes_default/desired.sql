CREATE TABLE events (id bigint, kind text NOT NULL) PARTITION BY LIST (kind);
CREATE TABLE events_x PARTITION OF events DEFAULT;
