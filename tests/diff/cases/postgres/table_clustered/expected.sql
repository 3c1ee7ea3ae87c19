ALTER TABLE events CLUSTER ON events_pkey;
