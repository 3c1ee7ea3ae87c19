CREATE SCHEMA shape;
CREATE DOMAIN shape.percent AS int CHECK (VALUE <= 100);
CREATE TYPE shape.point3 AS (x int, y int);
CREATE TYPE shape.span AS RANGE (subtype = int);
CREATE TABLE mark (id int PRIMARY KEY, share shape.percent, spot shape.point3, s shape.span);
