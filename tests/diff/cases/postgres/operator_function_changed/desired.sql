CREATE FUNCTION near(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 2';
CREATE FUNCTION nearer(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 1';
CREATE OPERATOR <~> (FUNCTION = nearer, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = <~>, HASHES);
CREATE TABLE stops (id integer PRIMARY KEY, line integer);
CREATE VIEW twos AS SELECT a.id, b.id AS other FROM stops a, stops b WHERE a.line <~> b.line;
GRANT SELECT ON twos TO PUBLIC;
CREATE INDEX stops_zero ON stops (id) WHERE line <~> 0;
