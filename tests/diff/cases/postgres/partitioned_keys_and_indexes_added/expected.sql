ALTER TABLE events ADD CONSTRAINT events_id_check CHECK ((id > 0));
ALTER TABLE events_2024 ADD CONSTRAINT events_2024_pkey PRIMARY KEY (id, day);
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (id, day);
CREATE INDEX events_2024_user_id_idx ON events_2024 (user_id);
CREATE INDEX events_user ON events (user_id);
ALTER TABLE events ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
