CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE VIEW names AS SELECT name FROM people;
GRANT SELECT ON names TO dunlin_reader, dunlin_writer;
CREATE MATERIALIZED VIEW kept AS SELECT name FROM people;
