CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE events (id integer NOT NULL, day date NOT NULL, user_id integer) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
