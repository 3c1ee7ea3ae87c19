CREATE SCHEMA util;
CREATE TABLE note (id int PRIMARY KEY, body text);
CREATE FUNCTION util.length_of(n note) RETURNS int LANGUAGE sql AS 'SELECT length(n.body)';
CREATE VIEW util.lengths AS SELECT id, util.length_of(note) AS n FROM note;
