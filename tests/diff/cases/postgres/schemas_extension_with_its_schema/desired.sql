CREATE SCHEMA tools;
CREATE EXTENSION hstore SCHEMA tools;
CREATE TABLE page (id int PRIMARY KEY, t text, tags tools.hstore);
CREATE TABLE tools.setting (k text PRIMARY KEY, v tools.hstore NOT NULL);
