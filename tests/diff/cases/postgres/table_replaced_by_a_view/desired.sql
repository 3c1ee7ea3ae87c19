CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE VIEW active AS SELECT id FROM people;
