SET check_function_bodies = off;
DROP FUNCTION total();
ALTER TABLE t ALTER COLUMN a TYPE bigint;
CREATE FUNCTION total() RETURNS bigint
    LANGUAGE sql
BEGIN ATOMIC
 SELECT (sum(t.a))::bigint AS sum
    FROM t;
END;
RESET check_function_bodies;
