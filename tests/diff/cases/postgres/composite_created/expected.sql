CREATE TYPE address AS (
    street text,
    zip character varying(10),
    at point
);
ALTER TABLE t ADD COLUMN home address;
