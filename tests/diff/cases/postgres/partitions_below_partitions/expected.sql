ALTER TABLE events ALTER COLUMN id TYPE bigint;
ALTER TABLE events ADD COLUMN n integer;
CREATE INDEX events_2024_x_n_idx ON events_2024_x (n);
CREATE TABLE events_2024_y (
    id bigint,
    day date NOT NULL,
    kind text NOT NULL,
    n integer
);
CREATE INDEX events_2024_y_n_idx ON events_2024_y (n);
CREATE INDEX events_2024_n_idx ON events_2024 (n);
CREATE INDEX events_n ON events (n);
ALTER TABLE events_2024 ATTACH PARTITION events_2024_y FOR VALUES IN ('y');
