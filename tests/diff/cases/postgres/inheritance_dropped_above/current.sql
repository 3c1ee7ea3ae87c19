CREATE TABLE animals (id integer, name text);
CREATE TABLE dogs (tail integer) INHERITS (animals);
