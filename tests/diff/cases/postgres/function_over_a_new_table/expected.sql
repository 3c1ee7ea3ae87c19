SET check_function_bodies = off;
CREATE TABLE t (
    a integer
);
CREATE FUNCTION all_of_t() RETURNS SETOF t
    LANGUAGE sql
AS $$ SELECT * FROM t $$;
CREATE FUNCTION n_of_t() RETURNS bigint
    LANGUAGE sql
AS $$ SELECT count(*) FROM t $$;
RESET check_function_bodies;
