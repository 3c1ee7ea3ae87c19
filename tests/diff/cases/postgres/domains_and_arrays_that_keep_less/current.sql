CREATE DOMAIN label AS text;
CREATE DOMAIN price AS numeric(10,4);
CREATE DOMAIN moment AS timestamp;
CREATE TABLE items (id integer PRIMARY KEY, name label, cost price, made moment, costs numeric(10,4)[], days timestamptz[]);
