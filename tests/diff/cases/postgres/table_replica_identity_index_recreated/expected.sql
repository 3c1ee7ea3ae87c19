DROP INDEX events_code;
CREATE UNIQUE INDEX events_code ON events (code, part);
ALTER TABLE events REPLICA IDENTITY USING index events_code;
