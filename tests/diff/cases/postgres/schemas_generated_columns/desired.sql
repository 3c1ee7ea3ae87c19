CREATE SCHEMA calc;
CREATE FUNCTION calc.tax(n numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT n * 0.2';
CREATE TABLE calc.bill (id int PRIMARY KEY, net numeric NOT NULL, tax numeric GENERATED ALWAYS AS (calc.tax(net) + 1) STORED);
CREATE INDEX bill_tax ON calc.bill (calc.tax(net + 1));
