SET check_function_bodies = off;
CREATE FUNCTION fits(integer, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT $1 < length($2)$$;
CREATE OPERATOR =~> (
    function = fits,
    leftarg = integer,
    rightarg = text,
    commutator = <~=,
    negator = !~>
);
COMMENT ON OPERATOR =~> (integer, text) IS 'goes in';
CREATE FUNCTION misfits(integer, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT $1 >= length($2)$$;
CREATE OPERATOR !~> (
    function = misfits,
    leftarg = integer,
    rightarg = text
);
CREATE FUNCTION half(integer) RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$SELECT $1 / 2$$;
CREATE OPERATOR #/ (
    function = half,
    rightarg = integer
);
COMMENT ON OPERATOR #/ (NONE, integer) IS 'half of it';
CREATE FUNCTION fits(text, integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT length($1) > $2$$;
CREATE OPERATOR <~= (
    function = fits,
    leftarg = text,
    rightarg = integer
);
CREATE FUNCTION fits(integer, integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT abs($1 - $2) < 1000$$;
CREATE OPERATOR =~= (
    function = fits,
    leftarg = integer,
    rightarg = integer,
    commutator = =~=,
    restrict = eqsel,
    join = eqjoinsel
);
ALTER TABLE jars ADD CONSTRAINT closes CHECK ((lid =~= lid));
CREATE INDEX jars_half ON jars (((#/ body)));
CREATE VIEW closed AS
SELECT jars.id,
    (#/ jars.body) AS half,
    (jars.lid =~> 'abc'::text) AS "in"
   FROM jars
  WHERE (jars.lid =~= jars.body);
CREATE AGGREGATE smallest(integer) (
    sfunc = int4smaller,
    stype = integer,
    sortop = OPERATOR(pg_catalog.<)
);
RESET check_function_bodies;
