CREATE TABLE animals (id integer CHECK (id > 0));
CREATE TABLE dogs (age integer) INHERITS (animals);
CREATE TABLE pugs (weight integer) INHERITS (dogs);
