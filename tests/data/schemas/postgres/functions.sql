CREATE TABLE orders (id integer PRIMARY KEY, total numeric, status text);
CREATE FUNCTION plus(integer, integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT $1 + $2';
CREATE FUNCTION plus(a numeric, b numeric) RETURNS numeric LANGUAGE sql AS 'SELECT a + b';
CREATE FUNCTION minus(a integer, OUT b integer, INOUT c integer) LANGUAGE plpgsql AS $$ BEGIN b := a; c := c - a; END $$;
CREATE FUNCTION many(VARIADIC list integer[] DEFAULT '{}') RETURNS integer LANGUAGE sql AS 'SELECT count(*)::integer FROM unnest(list)';
CREATE FUNCTION open_orders(text DEFAULT 'open') RETURNS SETOF orders LANGUAGE sql STABLE ROWS 50 COST 500 AS 'SELECT * FROM orders WHERE status = $1';
CREATE FUNCTION as_table(n integer) RETURNS TABLE (id integer, label text) LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET work_mem = '64MB' SET "application_name" = 'it''s $1'
    AS $body$ BEGIN RETURN QUERY SELECT n, '$$'::text; END $body$;
CREATE FUNCTION atomic(x integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT count(*) + x FROM orders; END;
CREATE FUNCTION short(x integer) RETURNS integer LANGUAGE sql RETURN x * 2;
CREATE FUNCTION of_row(o orders) RETURNS text LANGUAGE sql AS 'SELECT o.status';
CREATE FUNCTION uses_later() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN zzz(); END';
CREATE FUNCTION zzz() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM zzz_table); END';
CREATE TABLE zzz_table (id integer);
CREATE FUNCTION leaky(text) RETURNS boolean LANGUAGE sql LEAKPROOF PARALLEL RESTRICTED AS $a$ SELECT $1 <> '$' $a$;
CREATE PROCEDURE archive(IN days integer DEFAULT 30, INOUT n integer DEFAULT 0) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; COMMIT; END $$;
CREATE PROCEDURE atomic_one(a integer) LANGUAGE sql BEGIN ATOMIC INSERT INTO orders (id) VALUES (a); DELETE FROM orders WHERE id = a; END;
CREATE FUNCTION polymorphic(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION "trailing"() RETURNS text LANGUAGE sql AS 'SELECT ''$''::text -- $';
CREATE FUNCTION windowed(integer) RETURNS integer LANGUAGE internal WINDOW IMMUTABLE AS 'window_lag';
COMMENT ON FUNCTION plus(integer, integer) IS 'adds';
COMMENT ON PROCEDURE archive(integer, integer) IS 'deletes';
CREATE FUNCTION a_first() RETURNS bigint LANGUAGE sql AS 'SELECT zzz()';
