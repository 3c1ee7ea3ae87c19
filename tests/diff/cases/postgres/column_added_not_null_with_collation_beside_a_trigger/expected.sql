ALTER TABLE t ADD COLUMN name text COLLATE "C";
-- note: column t.name: the rows that have no value get one, past the table's triggers: choose which
ALTER TABLE t ALTER COLUMN name TYPE text COLLATE "C" USING coalesce(name, '');
ALTER TABLE t ALTER COLUMN name SET NOT NULL;
