CREATE TABLE t (a integer, b text);
CREATE FUNCTION n() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(t.b) FROM t; END;
