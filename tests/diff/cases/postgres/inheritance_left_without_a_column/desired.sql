CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE animals (id integer, feels mood DEFAULT 'sad');
CREATE TABLE dogs (id integer, age integer);
