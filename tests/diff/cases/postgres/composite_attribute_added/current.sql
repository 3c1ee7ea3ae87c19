CREATE TYPE address AS (street text);
CREATE TABLE t (id integer, home address);
