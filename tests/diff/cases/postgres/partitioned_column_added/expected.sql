ALTER TABLE events ADD COLUMN note text DEFAULT 'x'::text;
ALTER TABLE events ADD COLUMN n integer;
-- note: column events.n: the rows that have no value get one: choose which
UPDATE events SET n = 0 WHERE n IS NULL;
ALTER TABLE events ALTER COLUMN n SET NOT NULL;
