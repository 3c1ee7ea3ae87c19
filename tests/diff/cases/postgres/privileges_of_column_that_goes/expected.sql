ALTER TABLE people ADD COLUMN grade integer;
-- loss: column people.salary: its values
ALTER TABLE people DROP COLUMN salary;
GRANT SELECT (grade) ON TABLE people TO dunlin_reader;
