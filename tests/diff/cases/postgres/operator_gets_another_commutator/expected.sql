DROP VIEW bottoms;
DROP OPERATOR <# (integer, integer);
CREATE OPERATOR <## (
    function = below,
    leftarg = integer,
    rightarg = integer,
    commutator = >#
);
CREATE VIEW bottoms AS
SELECT floors.a
   FROM floors
  WHERE (floors.a <## floors.b);
