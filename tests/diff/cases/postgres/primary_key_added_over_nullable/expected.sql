-- note: column t.id: the rows that have no value get one: choose which
UPDATE t SET id = numbered.n
FROM (
    SELECT tableoid AS part, ctid AS place, (SELECT coalesce(max(id), 0) FROM t) + row_number() OVER () AS n
    FROM t WHERE id IS NULL
) AS numbered
WHERE t.tableoid = numbered.part AND t.ctid = numbered.place;
ALTER TABLE t ALTER COLUMN id SET NOT NULL;
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
