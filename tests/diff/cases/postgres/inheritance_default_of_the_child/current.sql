CREATE TABLE animals (id integer, kind text DEFAULT 'animal');
CREATE TABLE dogs (tail integer) INHERITS (animals);
