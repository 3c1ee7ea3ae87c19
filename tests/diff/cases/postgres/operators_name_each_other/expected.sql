DROP VIEW v;
DROP OPERATOR ># (integer, integer);
CREATE OPERATOR <=# (
    function = not_over,
    leftarg = integer,
    rightarg = integer,
    negator = >#
);
CREATE OPERATOR ># (
    function = over,
    leftarg = integer,
    rightarg = integer,
    commutator = <#,
    negator = <=#
);
CREATE VIEW v AS
SELECT t.a
   FROM t
  WHERE (t.a ># t.b);
