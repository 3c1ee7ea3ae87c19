CREATE DOMAIN label AS varchar(40);
CREATE DOMAIN price AS numeric(8,2);
CREATE DOMAIN moment AS date;
CREATE TABLE items (id integer PRIMARY KEY, name label, cost price, made moment, costs numeric(8,2)[], days date[]);
