CREATE TABLE animals (id integer PRIMARY KEY, name text NOT NULL CHECK (name <> ''));
CREATE TABLE dogs (tail integer, CHECK (tail > 0)) INHERITS (animals);
