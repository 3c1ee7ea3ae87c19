CREATE TABLE animals (kind text);
CREATE TABLE dogs (id serial, age integer, tag integer GENERATED ALWAYS AS IDENTITY, weight numeric, twice numeric GENERATED ALWAYS AS (weight * 2) STORED);
