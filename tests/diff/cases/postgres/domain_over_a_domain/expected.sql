CREATE DOMAIN small AS base
    CONSTRAINT small_check CHECK (((VALUE)::integer < 100));
ALTER TABLE t ALTER COLUMN a TYPE small;
