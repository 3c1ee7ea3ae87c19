ALTER TABLE nothing ADD COLUMN a integer;
