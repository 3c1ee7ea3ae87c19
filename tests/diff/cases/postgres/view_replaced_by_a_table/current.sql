CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE VIEW totals AS SELECT count(*) AS n FROM people;
