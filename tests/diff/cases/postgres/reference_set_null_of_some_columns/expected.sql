ALTER TABLE people DROP CONSTRAINT lives;
ALTER TABLE people ADD CONSTRAINT lives FOREIGN KEY (house, flat) REFERENCES flats(house, flat) ON DELETE SET NULL (flat);
