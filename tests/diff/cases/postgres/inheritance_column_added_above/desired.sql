CREATE TABLE animals (id integer, name text, age integer DEFAULT 1, CHECK (age >= 0));
CREATE TABLE dogs (tail integer) INHERITS (animals);
