CREATE TYPE mood AS ENUM ('sad', 'glad', 'mad');
CREATE TABLE animals (id integer, feels mood DEFAULT 'sad');
CREATE TABLE dogs (age integer) INHERITS (animals);
