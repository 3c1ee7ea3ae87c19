CREATE SCHEMA east;
CREATE SCHEMA west;
CREATE TABLE stock (id int PRIMARY KEY, n bigint NOT NULL);
CREATE TABLE east.stock (id int PRIMARY KEY, n int NOT NULL, place text DEFAULT 'x');
CREATE TABLE west.stock (id int PRIMARY KEY, n int NOT NULL);
CREATE INDEX stock_n ON stock (n);
CREATE INDEX stock_n ON west.stock (n);
