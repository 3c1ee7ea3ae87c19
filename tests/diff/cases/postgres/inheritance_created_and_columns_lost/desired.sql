CREATE TABLE animals (kind text);
CREATE TABLE dogs (id integer NOT NULL, tag integer NOT NULL, weight numeric GENERATED ALWAYS AS (id * 2) STORED) INHERITS (animals);
