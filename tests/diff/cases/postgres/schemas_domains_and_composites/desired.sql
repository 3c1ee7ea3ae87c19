CREATE SCHEMA shape;
CREATE DOMAIN shape.percent AS int NOT NULL CONSTRAINT at_most CHECK (VALUE <= 100) CONSTRAINT at_least CHECK (VALUE >= 0);
CREATE TYPE shape.point3 AS (x int, y int, z int);
CREATE TYPE shape.span AS RANGE (subtype = bigint);
CREATE TABLE mark (id int PRIMARY KEY, share shape.percent, spot shape.point3, s shape.span);
COMMENT ON DOMAIN shape.percent IS 'of a hundred';
COMMENT ON CONSTRAINT at_least ON DOMAIN shape.percent IS 'no debts';
