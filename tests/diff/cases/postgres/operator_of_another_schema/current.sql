CREATE SCHEMA maths;
CREATE TABLE n (a integer, b integer);
