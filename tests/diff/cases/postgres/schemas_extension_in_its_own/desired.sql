CREATE SCHEMA ext;
CREATE SCHEMA other;
CREATE EXTENSION citext SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA other;
CREATE TABLE login (id int PRIMARY KEY, mail ext.citext NOT NULL, name text);
CREATE INDEX login_name ON login USING gin (name other.gin_trgm_ops);
