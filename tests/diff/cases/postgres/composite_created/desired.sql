CREATE TYPE address AS (street text, zip varchar(10), at point);
CREATE TABLE t (id integer, home address);
