SET check_function_bodies = off;
ALTER TABLE t ADD COLUMN b text;
CREATE OR REPLACE FUNCTION n() RETURNS bigint
    LANGUAGE sql
BEGIN ATOMIC
 SELECT count(t.b) AS count
    FROM t;
END;
RESET check_function_bodies;
