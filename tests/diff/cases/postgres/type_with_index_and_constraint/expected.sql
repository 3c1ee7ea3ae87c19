ALTER TABLE t
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN code TYPE bigint;
