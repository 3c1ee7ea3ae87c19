CREATE SCHEMA data;
CREATE SCHEMA api;
CREATE TABLE data.person (id bigint PRIMARY KEY, name text NOT NULL, born date);
CREATE VIEW api.person AS SELECT id, name FROM data.person;
CREATE VIEW api.adult AS SELECT p.id, p.name FROM api.person p JOIN data.person d USING (id) WHERE d.born < '2000-01-01';
CREATE VIEW people AS SELECT name FROM api.adult;
COMMENT ON VIEW api.adult IS 'of age';
