CREATE OR REPLACE FUNCTION n() RETURNS bigint
    LANGUAGE sql
BEGIN ATOMIC
 SELECT count(t.a) AS count
    FROM t;
END;
-- loss: column t.b: its values
ALTER TABLE t DROP COLUMN b;
