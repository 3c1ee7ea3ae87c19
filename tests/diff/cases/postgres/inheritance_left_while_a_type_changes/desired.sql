CREATE TABLE animals (id bigint, kind text);
CREATE TABLE dogs (id integer, age integer, kind text);
