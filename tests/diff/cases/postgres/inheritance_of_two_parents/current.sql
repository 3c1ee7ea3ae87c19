CREATE TABLE a (id integer);
CREATE TABLE b (name text);
CREATE TABLE c (x integer) INHERITS (a);
