CREATE TABLE animals (id integer);
CREATE TABLE dogs (id integer, name text) INHERITS (animals);
