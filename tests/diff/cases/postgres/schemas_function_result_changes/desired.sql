CREATE SCHEMA util;
CREATE TABLE note (id int PRIMARY KEY, body text);
CREATE FUNCTION util.length_of(n note) RETURNS bigint LANGUAGE sql AS 'SELECT length(n.body)::bigint';
CREATE VIEW util.lengths AS SELECT id, util.length_of(note) AS n FROM note;
