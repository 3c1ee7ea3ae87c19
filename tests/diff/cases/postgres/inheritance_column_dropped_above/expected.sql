ALTER TABLE animals DROP CONSTRAINT animals_age_check;
-- loss: column animals.age, also in dogs: its values
ALTER TABLE animals DROP COLUMN age;
