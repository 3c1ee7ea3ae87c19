CREATE TABLE users (name text PRIMARY KEY, team integer);
CREATE TABLE t (id integer, team integer);
