CREATE TABLE animals (id integer, name text);
CREATE TABLE dogs (id integer, name text) INHERITS (animals);
