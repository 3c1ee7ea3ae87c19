ALTER TABLE dogs NO INHERIT animals;
-- loss: table animals: its rows
DROP TABLE animals;
