SET check_function_bodies = off;
CREATE PROCEDURE wipe()
    LANGUAGE sql
AS $$DELETE FROM t$$;
CREATE AGGREGATE summed(integer) (
    sfunc = int4pl,
    stype = integer
);
REVOKE EXECUTE ON ROUTINE wipe() FROM PUBLIC;
GRANT EXECUTE ON ROUTINE summed(integer) TO dunlin_writer;
REVOKE EXECUTE ON ROUTINE summed(integer) FROM PUBLIC;
RESET check_function_bodies;
