ALTER TABLE animals ADD COLUMN name text;
