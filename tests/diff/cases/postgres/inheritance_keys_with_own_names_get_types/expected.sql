ALTER TABLE owners DROP CONSTRAINT owners_cat;
-- loss: column animals.name, also in cats: what is longer than 50 is cut off
ALTER TABLE animals
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN name TYPE character varying(50) USING name::character varying(50);
ALTER TABLE owners ALTER COLUMN cat TYPE bigint;
ALTER TABLE owners ADD CONSTRAINT owners_cat FOREIGN KEY (cat) REFERENCES cats(id);
