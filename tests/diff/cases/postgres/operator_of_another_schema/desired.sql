CREATE SCHEMA maths;
CREATE FUNCTION maths.same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE OPERATOR maths.=== (FUNCTION = maths.same, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR(maths.===), NEGATOR = OPERATOR(maths.!===));
CREATE FUNCTION maths.other(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> $2';
CREATE OPERATOR maths.!=== (FUNCTION = maths.other, LEFTARG = integer, RIGHTARG = integer, NEGATOR = OPERATOR(maths.===));
CREATE TABLE n (a integer, b integer, CHECK (a OPERATOR(maths.===) a));
CREATE VIEW v AS SELECT a FROM n WHERE a OPERATOR(maths.!===) b;
