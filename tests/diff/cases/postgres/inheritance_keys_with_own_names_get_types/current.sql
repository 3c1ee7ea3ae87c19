CREATE TABLE animals (id integer, name text, CONSTRAINT animals_key PRIMARY KEY (id));
CREATE TABLE cats (lives integer, CONSTRAINT cats_own PRIMARY KEY (id), CONSTRAINT cats_name UNIQUE (name)) INHERITS (animals);
CREATE TABLE owners (cat integer, CONSTRAINT owners_cat FOREIGN KEY (cat) REFERENCES cats);
