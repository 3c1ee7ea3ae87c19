COMMENT ON EXTENSION citext IS 'ours';
-- note: column t.name: the rows that have no value get one: choose which
UPDATE t SET name = numbered.n
FROM (
    SELECT tableoid AS part, ctid AS place, row_number() OVER () AS n
    FROM t WHERE name IS NULL
) AS numbered
WHERE t.tableoid = numbered.part AND t.ctid = numbered.place;
ALTER TABLE t ALTER COLUMN name SET NOT NULL;
ALTER TABLE t ADD COLUMN other citext DEFAULT 'x'::citext;
ALTER TABLE t ADD CONSTRAINT t_name_key UNIQUE (name);
