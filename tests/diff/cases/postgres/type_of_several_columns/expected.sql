ALTER TABLE t
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN a TYPE bigint;
-- note: column t.a: the rows that have no value get one: choose which
UPDATE t SET a = 0 WHERE a IS NULL;
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
ALTER TABLE t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE t ALTER COLUMN b TYPE text;
ALTER TABLE t ALTER COLUMN b SET DEFAULT 'y'::text;
-- loss: column t.c: what is longer than 50 is cut off
ALTER TABLE t ALTER COLUMN c TYPE character varying(50) USING c::character varying(50);
