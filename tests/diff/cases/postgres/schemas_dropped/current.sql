CREATE SCHEMA archive;
CREATE SCHEMA stays;
CREATE TYPE archive.state AS ENUM ('open', 'shut');
CREATE TABLE archive.box (id int PRIMARY KEY, state archive.state);
CREATE VIEW archive.shut AS SELECT id FROM archive.box WHERE state = 'shut';
CREATE FUNCTION archive.count_boxes() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM archive.box';
CREATE TABLE stays.shelf (id int PRIMARY KEY);
