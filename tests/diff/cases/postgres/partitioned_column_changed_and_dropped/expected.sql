ALTER TABLE events
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN note TYPE text;
ALTER TABLE events ALTER COLUMN note SET DEFAULT ''::text;
-- note: column events.note: the rows that have no value get one: choose which
UPDATE events SET note = ''::text WHERE note IS NULL;
ALTER TABLE events ALTER COLUMN note SET NOT NULL;
-- loss: column events.gone, also in events_2024: its values
ALTER TABLE events DROP COLUMN gone;
