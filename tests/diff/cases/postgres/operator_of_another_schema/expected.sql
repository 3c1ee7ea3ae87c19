SET check_function_bodies = off;
CREATE FUNCTION maths.other(integer, integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT $1 <> $2$$;
CREATE OPERATOR maths.!=== (
    function = maths.other,
    leftarg = integer,
    rightarg = integer,
    negator = OPERATOR(maths.===)
);
CREATE FUNCTION maths.same(integer, integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT $1 = $2$$;
CREATE OPERATOR maths.=== (
    function = maths.same,
    leftarg = integer,
    rightarg = integer,
    commutator = OPERATOR(maths.===),
    negator = OPERATOR(maths.!===)
);
ALTER TABLE n ADD CONSTRAINT n_a_check CHECK ((a OPERATOR(maths.===) a));
CREATE VIEW v AS
SELECT n.a
   FROM n
  WHERE (n.a OPERATOR(maths.!===) n.b);
RESET check_function_bodies;
