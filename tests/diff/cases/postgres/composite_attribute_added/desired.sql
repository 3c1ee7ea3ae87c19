CREATE TYPE address AS (street text, zip text);
CREATE TABLE t (id integer, home address);
