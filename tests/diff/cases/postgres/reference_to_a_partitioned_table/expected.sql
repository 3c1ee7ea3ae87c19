ALTER TABLE notes ADD CONSTRAINT notes_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id);
