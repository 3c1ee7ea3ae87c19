CREATE TABLE animals (id integer, name varchar(10));
CREATE TABLE dogs (tail integer) INHERITS (animals);
CREATE VIEW v AS SELECT name FROM dogs;
