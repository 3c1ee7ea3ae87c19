CREATE TABLE t (a point, b int4range, c text, d integer);
CREATE FUNCTION touches(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2 + 1';
CREATE TABLE booked (room integer, during int4range, EXCLUDE USING gist (during WITH &&) WITH (fillfactor = 70) WHERE (room > 0));
CREATE INDEX knn ON t USING gist (a);
CREATE VIEW v AS SELECT c ~~ 'x%' AS a, c !~* 'y' AS b, d BETWEEN SYMMETRIC 5 AND 1 AS c, (d::text COLLATE "C") < 'a' AS d, d IS DISTINCT FROM 5 AS e, NOT (d = ANY (ARRAY[1, 2])) AS f, c SIMILAR TO 'a|b' AS g, '2020-01-01'::date + d AS h, d::numeric(5, 1) AS i, b @> 5 AS j, a <-> '(0,0)'::point AS k, extract(year FROM now()) AS l, position('a' in c) AS m, trim(both 'x' from c) AS n, c0 AT TIME ZONE 'UTC' AS o FROM (SELECT a, b, '2020-01-01'::timestamp AS c0, c, d FROM t) s;
