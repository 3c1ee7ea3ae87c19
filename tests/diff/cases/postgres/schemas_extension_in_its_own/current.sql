CREATE SCHEMA ext;
CREATE SCHEMA other;
CREATE EXTENSION citext SCHEMA ext;
CREATE TABLE login (id int PRIMARY KEY, mail ext.citext);
