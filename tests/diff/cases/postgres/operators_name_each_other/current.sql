CREATE FUNCTION over(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > $2 + 5';
CREATE FUNCTION under(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $2 > $1 + 5';
CREATE FUNCTION not_over(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <= $2 + 5';
CREATE OPERATOR ># (FUNCTION = over, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR <# (FUNCTION = under, LEFTARG = integer, RIGHTARG = integer);
CREATE TABLE t (a integer, b integer);
CREATE VIEW v AS SELECT a FROM t WHERE a ># b;
CREATE VIEW w AS SELECT a FROM t WHERE a <# b;
