CREATE SCHEMA east;
CREATE SCHEMA west;
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
CREATE TABLE east.stock (id int PRIMARY KEY, n int NOT NULL, old text);
CREATE TABLE west.stock (id int PRIMARY KEY, n int);
CREATE INDEX stock_n ON stock (n);
CREATE INDEX stock_n ON east.stock (n);
