ALTER TABLE people ADD CONSTRAINT people_house_flat_fkey FOREIGN KEY (house, flat) REFERENCES flats(house, flat) MATCH FULL ON DELETE SET NULL;
