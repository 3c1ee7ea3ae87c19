DROP INDEX seats_held;
ALTER TABLE seats ALTER COLUMN place TYPE character varying(20);
ALTER TABLE seats ADD CONSTRAINT seats_hall_place PRIMARY KEY USING INDEX seats_by_hall;
CREATE INDEX seats_by_hall ON lines (line);
ALTER TABLE seats ADD CONSTRAINT seats_by_line UNIQUE USING INDEX seats_by_line DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE seats ADD CONSTRAINT seats_held UNIQUE (held_by);
ALTER TABLE seats REPLICA IDENTITY USING index seats_hall_place;
