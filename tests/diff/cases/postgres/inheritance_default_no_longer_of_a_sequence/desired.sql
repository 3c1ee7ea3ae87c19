CREATE TABLE animals (id integer DEFAULT 2);
CREATE TABLE dogs (age integer) INHERITS (animals);
