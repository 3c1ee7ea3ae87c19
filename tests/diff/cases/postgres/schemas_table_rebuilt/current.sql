CREATE SCHEMA part;
CREATE TABLE part.log (id int NOT NULL, day date NOT NULL, t text);
CREATE INDEX log_day ON part.log (day);
CREATE VIEW logs AS SELECT * FROM part.log;
