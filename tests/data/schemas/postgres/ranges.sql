CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE textspan AS RANGE (subtype = text, collation = "C", multirange_type_name = textspans);
CREATE FUNCTION minutes(a time, b time) RETURNS float8 LANGUAGE sql STRICT IMMUTABLE AS 'SELECT EXTRACT(EPOCH FROM (a - b)) / 60';
CREATE TYPE timerange AS RANGE (subtype = time, subtype_diff = minutes);
CREATE TYPE pattern AS RANGE (subtype = text, subtype_opclass = text_pattern_ops);
CREATE TABLE shifts (id integer, f floatrange, t timerange, ts timerange[], s textspans, m floatmultirange);
COMMENT ON TYPE floatrange IS 'from to';
