CREATE TABLE events_w (
    id bigint,
    kind text
);
ALTER TABLE events ATTACH PARTITION events_w FOR VALUES IN ('w');
ALTER TABLE events DETACH PARTITION events_x;
ALTER TABLE events ATTACH PARTITION events_x FOR VALUES IN ('x', 'z');
