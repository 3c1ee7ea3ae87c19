CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE DOMAIN cents AS integer;
CREATE TYPE pair AS (a integer, b integer);
REVOKE USAGE ON TYPE pair FROM PUBLIC;
CREATE TABLE t (id integer PRIMARY KEY, m mood, c cents);
