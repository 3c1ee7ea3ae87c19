CREATE SCHEMA part;
CREATE TABLE part.log (id int NOT NULL, day date NOT NULL, t text) PARTITION BY LIST (id);
CREATE TABLE part.log_all PARTITION OF part.log DEFAULT;
CREATE INDEX log_day ON part.log (day);
CREATE VIEW logs AS SELECT * FROM part.log;
