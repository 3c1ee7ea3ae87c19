DROP VIEW twos;
DROP INDEX stops_zero;
DROP OPERATOR <~> (integer, integer);
CREATE OPERATOR <~> (
    function = nearer,
    leftarg = integer,
    rightarg = integer,
    commutator = <~>,
    hashes
);
CREATE INDEX stops_zero ON stops (id) WHERE (line <~> 0);
CREATE VIEW twos AS
SELECT a.id,
    b.id AS other
   FROM stops a,
    stops b
  WHERE (a.line <~> b.line);
GRANT SELECT ON TABLE twos TO PUBLIC;
