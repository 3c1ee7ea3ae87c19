CREATE TABLE events_2025 (
    id bigint,
    day date NOT NULL
);
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
