CREATE TABLE events (id bigint, kind text) PARTITION BY LIST (kind);
CREATE TABLE events_x PARTITION OF events FOR VALUES IN ('x');
CREATE TABLE events_none PARTITION OF events FOR VALUES IN (NULL);
