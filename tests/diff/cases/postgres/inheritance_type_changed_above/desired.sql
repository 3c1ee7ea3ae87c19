CREATE TABLE animals (id bigint, name text);
CREATE TABLE dogs (tail integer) INHERITS (animals);
CREATE VIEW v AS SELECT name FROM dogs;
