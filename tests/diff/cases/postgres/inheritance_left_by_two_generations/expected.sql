ALTER TABLE pugs NO INHERIT dogs;
ALTER TABLE pugs DROP CONSTRAINT animals_id_check;
ALTER TABLE dogs NO INHERIT animals;
ALTER TABLE dogs DROP CONSTRAINT animals_id_check;
