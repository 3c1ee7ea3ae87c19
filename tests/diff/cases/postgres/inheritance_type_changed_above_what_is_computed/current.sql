CREATE TABLE animals (id integer, kind text);
CREATE TABLE dogs (twice numeric GENERATED ALWAYS AS (id * 2) STORED) INHERITS (animals);
CREATE TABLE pugs (thrice numeric GENERATED ALWAYS AS (id * 3) STORED) INHERITS (dogs);
