CREATE SCHEMA data;
CREATE SCHEMA api;
CREATE TABLE data.person (id int PRIMARY KEY, name varchar(20) NOT NULL, born date);
CREATE VIEW api.person AS SELECT id, name FROM data.person;
CREATE VIEW api.adult AS SELECT p.id, p.name FROM api.person p JOIN data.person d USING (id) WHERE d.born < '2000-01-01';
CREATE VIEW people AS SELECT name FROM api.adult;
GRANT SELECT ON api.person TO PUBLIC;
COMMENT ON VIEW api.adult IS 'of age';
