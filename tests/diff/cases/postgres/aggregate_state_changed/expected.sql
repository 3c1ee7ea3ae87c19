DROP VIEW v;
DROP AGGREGATE my_sum(integer);
CREATE AGGREGATE my_sum(integer) (
    sfunc = int4_sum,
    stype = bigint
);
CREATE VIEW v AS
SELECT my_sum(t.a) AS s
   FROM t;
