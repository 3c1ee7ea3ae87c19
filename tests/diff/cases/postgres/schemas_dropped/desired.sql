CREATE SCHEMA stays;
CREATE TABLE stays.shelf (id int PRIMARY KEY);
