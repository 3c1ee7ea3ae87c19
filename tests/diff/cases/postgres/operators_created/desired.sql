CREATE FUNCTION fits(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 1000';
CREATE FUNCTION fits(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 < length($2)';
CREATE FUNCTION fits(text, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) > $2';
CREATE FUNCTION misfits(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 >= length($2)';
CREATE FUNCTION half(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 2';
CREATE OPERATOR =~= (FUNCTION = fits, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = =~=, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR =~> (FUNCTION = fits, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = <~=, NEGATOR = !~>);
CREATE OPERATOR <~= (FUNCTION = fits, LEFTARG = text, RIGHTARG = integer);
CREATE OPERATOR !~> (FUNCTION = misfits, LEFTARG = integer, RIGHTARG = text);
CREATE OPERATOR #/ (FUNCTION = half, RIGHTARG = integer);
COMMENT ON OPERATOR #/ (NONE, integer) IS 'half of it';
COMMENT ON OPERATOR =~> (integer, text) IS 'goes in';
CREATE TABLE jars (id integer PRIMARY KEY, lid integer, body integer,
    CONSTRAINT closes CHECK (lid =~= lid));
CREATE VIEW closed AS SELECT id, #/ body AS half, lid =~> 'abc' AS "in" FROM jars WHERE lid =~= body;
CREATE INDEX jars_half ON jars ((#/ body));
CREATE AGGREGATE smallest (integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <);
