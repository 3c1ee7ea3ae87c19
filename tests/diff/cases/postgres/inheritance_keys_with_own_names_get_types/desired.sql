CREATE TABLE animals (id bigint, name varchar(50), CONSTRAINT animals_key PRIMARY KEY (id));
CREATE TABLE cats (lives integer, CONSTRAINT cats_own PRIMARY KEY (id), CONSTRAINT cats_name UNIQUE (name)) INHERITS (animals);
CREATE TABLE owners (cat bigint, CONSTRAINT owners_cat FOREIGN KEY (cat) REFERENCES cats);
