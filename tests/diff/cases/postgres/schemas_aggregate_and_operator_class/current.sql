CREATE SCHEMA math;
CREATE FUNCTION math.add(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE AGGREGATE math.total (numeric) (sfunc = math.add, stype = numeric, initcond = '0');
