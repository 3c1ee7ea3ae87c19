CREATE TABLE events_1 (
    id bigint,
    note text
);
ALTER TABLE events ATTACH PARTITION events_1 FOR VALUES WITH (modulus 2, remainder 1);
