CREATE TABLE plain (a integer, b bigint NOT NULL, c text DEFAULT 'it''s', d numeric(12, 2) DEFAULT 0 NOT NULL,
    e character varying(500), f timestamp with time zone DEFAULT now(), g boolean DEFAULT true, h jsonb DEFAULT '{}'::jsonb,
    i integer[] DEFAULT '{1,2}', j uuid DEFAULT gen_random_uuid(), k interval(3), l bit varying(8), m "char", n bytea DEFAULT '\x00ff',
    o date DEFAULT '2020-02-29', p interval DEFAULT '1 day 02:00:00', q double precision DEFAULT 'NaN', r text DEFAULT E'a\\b\nc',
    s char(3) DEFAULT 'x', t time(2) without time zone, u text[][] , v oid, w name, x money DEFAULT 1.5, y inet DEFAULT '::1', z xml);
CREATE TABLE stored (a text, b text COMPRESSION pglz, c text COLLATE "C", d varchar(20) COLLATE "POSIX" NOT NULL);
ALTER TABLE stored ALTER COLUMN a SET STORAGE EXTERNAL;
ALTER TABLE stored ALTER COLUMN c SET STORAGE MAIN;
ALTER TABLE stored ALTER COLUMN d SET STATISTICS 300;
ALTER TABLE stored ALTER COLUMN d SET (n_distinct = -0.5);
CREATE TABLE generated (price numeric NOT NULL, tax numeric GENERATED ALWAYS AS (price * 0.2) STORED,
    label text GENERATED ALWAYS AS (upper('p' || price::text)) STORED, both_of text GENERATED ALWAYS AS ('x') STORED);
CREATE TABLE empty ();
CREATE UNLOGGED TABLE quick (a integer) WITH (autovacuum_enabled = false, fillfactor = 70, toast.autovacuum_enabled = false);
