ALTER TABLE users ALTER COLUMN status SET DEFAULT 'new'::text;
-- note: column users.status: the rows that have no value get one: choose which
UPDATE users SET status = 'new'::text WHERE status IS NULL;
ALTER TABLE users ALTER COLUMN status SET NOT NULL;
