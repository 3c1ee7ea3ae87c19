DROP INDEX events_day;
DROP INDEX events_user;
ALTER TABLE events DROP CONSTRAINT events_id_check;
ALTER TABLE events DROP CONSTRAINT events_pkey;
ALTER TABLE events DROP CONSTRAINT events_user_id_fkey;
CREATE INDEX events_2024_day_idx ON events_2024 (day);
CREATE INDEX events_day ON events (day);
