CREATE TABLE events (id integer, day date NOT NULL, note varchar(10), gone text) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
