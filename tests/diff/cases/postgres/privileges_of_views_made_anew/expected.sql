DROP VIEW names;
DROP MATERIALIZED VIEW kept;
ALTER TABLE people ALTER COLUMN name TYPE text;
CREATE VIEW names AS
SELECT people.name
   FROM people;
CREATE MATERIALIZED VIEW kept AS
SELECT people.name
   FROM people;
GRANT SELECT ON TABLE names TO dunlin_reader;
GRANT SELECT ON TABLE names TO dunlin_writer;
