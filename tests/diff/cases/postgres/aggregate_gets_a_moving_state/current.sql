CREATE FUNCTION plus(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a + b;
CREATE FUNCTION minus(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a - b;
CREATE AGGREGATE total(integer) (sfunc = plus, stype = integer, initcond = '0');
CREATE TABLE sales (id integer PRIMARY KEY, amount integer);
CREATE VIEW totals AS SELECT total(amount) FROM sales;
