ALTER TABLE people ADD COLUMN weight integer;
CREATE STATISTICS people_shape (ndistinct) ON born, weight FROM people;
