CREATE SEQUENCE numbers;
CREATE TABLE animals (id integer DEFAULT nextval('numbers'));
CREATE TABLE dogs (age integer) INHERITS (animals);
