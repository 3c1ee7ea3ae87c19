CREATE TYPE address AS (street text, zip text, city text);
CREATE TABLE t (id integer);
