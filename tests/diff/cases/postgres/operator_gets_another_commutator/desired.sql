CREATE FUNCTION above(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > $2 + 5';
CREATE FUNCTION below(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $2 > $1 + 5';
CREATE OPERATOR ># (FUNCTION = above, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = <##);
CREATE OPERATOR <## (FUNCTION = below, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = >#);
CREATE TABLE floors (a integer, b integer);
CREATE VIEW tops AS SELECT a FROM floors WHERE a ># b;
CREATE VIEW bottoms AS SELECT a FROM floors WHERE a <## b;
