ALTER TABLE animals ADD COLUMN age integer DEFAULT 1;
ALTER TABLE animals ADD CONSTRAINT animals_age_check CHECK ((age >= 0));
