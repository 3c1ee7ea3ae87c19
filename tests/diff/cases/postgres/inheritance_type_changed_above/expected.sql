DROP VIEW v;
ALTER TABLE animals
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN name TYPE text;
CREATE VIEW v AS
SELECT dogs.name
   FROM dogs;
