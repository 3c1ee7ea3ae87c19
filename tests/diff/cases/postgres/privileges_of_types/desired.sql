CREATE TYPE mood AS ENUM ('glad', 'sad');
REVOKE USAGE ON TYPE mood FROM PUBLIC;
GRANT USAGE ON TYPE mood TO dunlin_reader;
CREATE DOMAIN cents AS integer;
GRANT USAGE ON DOMAIN cents TO dunlin_writer;
CREATE TYPE pair AS (a integer, b integer);
CREATE TYPE span AS RANGE (subtype = integer);
REVOKE ALL ON TYPE span FROM PUBLIC;
CREATE TABLE t (id integer PRIMARY KEY, m mood, c cents);
