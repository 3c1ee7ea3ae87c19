DROP VIEW people;
DROP VIEW api.adult;
DROP VIEW api.person;
ALTER TABLE data.person
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN name TYPE text;
CREATE VIEW api.person AS
SELECT person.id,
    person.name
   FROM data.person;
GRANT SELECT ON TABLE api.person TO PUBLIC;
CREATE VIEW api.adult AS
SELECT p.id,
    p.name
   FROM (api.person p
     JOIN data.person d USING (id))
  WHERE (d.born < '2000-01-01'::date);
COMMENT ON VIEW api.adult IS 'of age';
CREATE VIEW people AS
SELECT adult.name
   FROM api.adult;
