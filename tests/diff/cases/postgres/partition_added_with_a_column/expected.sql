ALTER TABLE events ADD COLUMN note text DEFAULT 'none'::text;
-- loss: column events.old, also in events_1: its values
ALTER TABLE events DROP COLUMN old;
CREATE TABLE events_0 (
    id integer NOT NULL,
    note text DEFAULT 'none'::text
);
ALTER TABLE events ATTACH PARTITION events_0 FOR VALUES IN (0);
