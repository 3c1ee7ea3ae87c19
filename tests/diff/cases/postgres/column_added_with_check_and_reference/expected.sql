ALTER TABLE users ADD COLUMN age integer;
ALTER TABLE users ADD COLUMN group_id integer;
ALTER TABLE users ADD CONSTRAINT users_age_check CHECK ((age > 17));
ALTER TABLE users ADD CONSTRAINT users_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id) ON DELETE SET NULL;
