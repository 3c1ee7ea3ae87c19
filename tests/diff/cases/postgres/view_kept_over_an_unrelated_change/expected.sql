ALTER TABLE t ALTER COLUMN a SET DEFAULT 4;
-- note: column t.b: the rows that have no value get one: choose which
UPDATE t SET b = '' WHERE b IS NULL;
ALTER TABLE t ALTER COLUMN b SET NOT NULL;
ALTER TABLE t ADD COLUMN c text;
