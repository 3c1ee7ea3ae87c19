CREATE SCHEMA util;
CREATE FUNCTION util.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * n';
CREATE FUNCTION util.name_of(id int) RETURNS text LANGUAGE sql AS $$SELECT 'x'$$;
CREATE TABLE item (id int PRIMARY KEY, n int DEFAULT util.twice(4), CONSTRAINT even CHECK (util.twice(n) > 0));
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT util.twice(n)';
