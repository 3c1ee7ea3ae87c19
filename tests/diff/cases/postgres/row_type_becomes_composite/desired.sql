CREATE TYPE addresses AS (street text, town text);
CREATE TABLE people (id integer, home addresses, note text);
