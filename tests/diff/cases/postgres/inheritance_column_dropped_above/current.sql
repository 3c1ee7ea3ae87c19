CREATE TABLE animals (id integer, name text, age integer CHECK (age > 0));
CREATE TABLE dogs (tail integer) INHERITS (animals);
