CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE TABLE totals (n bigint);
