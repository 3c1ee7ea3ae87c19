CREATE TABLE people (id integer PRIMARY KEY, name varchar(20));
CREATE VIEW names AS SELECT name FROM people;
GRANT SELECT ON names TO dunlin_reader;
CREATE MATERIALIZED VIEW kept AS SELECT name FROM people;
GRANT SELECT ON kept TO dunlin_reader;
