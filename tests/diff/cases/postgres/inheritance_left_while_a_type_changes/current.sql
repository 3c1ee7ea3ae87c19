CREATE TABLE animals (id integer, kind text);
CREATE TABLE dogs (id integer, age integer) INHERITS (animals);
