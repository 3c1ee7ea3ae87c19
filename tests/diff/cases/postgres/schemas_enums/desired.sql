CREATE SCHEMA kind;
CREATE TYPE kind.colour AS ENUM ('red', 'green', 'blue');
CREATE TYPE kind.size AS ENUM ('small', 'large');
CREATE TABLE shirt (id int PRIMARY KEY, colour kind.colour NOT NULL DEFAULT 'red', size kind.size DEFAULT 'large');
CREATE TABLE kind.sample (id int PRIMARY KEY, colours kind.colour[]);
