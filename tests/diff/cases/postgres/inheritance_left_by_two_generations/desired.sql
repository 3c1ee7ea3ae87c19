CREATE TABLE animals (id integer CHECK (id > 0));
CREATE TABLE dogs (id integer, age integer);
CREATE TABLE pugs (id integer, age integer, weight integer);
