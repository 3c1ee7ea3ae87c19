CREATE TABLE events (
    id bigint NOT NULL,
    day date NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (id, day)
)
PARTITION BY RANGE (day);
CREATE TABLE events_2024 (
    id bigint NOT NULL,
    day date NOT NULL,
    CONSTRAINT events_2024_pkey PRIMARY KEY (id, day)
);
CREATE INDEX events_2024_day_idx ON events_2024 (day);
CREATE TABLE events_rest (
    id bigint NOT NULL,
    day date NOT NULL,
    CONSTRAINT events_rest_pkey PRIMARY KEY (id, day)
);
CREATE INDEX events_rest_day_idx ON events_rest (day);
CREATE INDEX events_day ON events (day);
ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
ALTER TABLE events ATTACH PARTITION events_rest DEFAULT;
