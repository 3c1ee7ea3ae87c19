ALTER TABLE lab.probe DROP CONSTRAINT probe_a_check;
ALTER TABLE lab.slot DROP CONSTRAINT slot_during_excl;
-- note: column lab.probe.id: the rows that have no value get one: choose which
UPDATE lab.probe SET id = numbered.n
FROM (
    SELECT tableoid AS part, ctid AS place, (SELECT coalesce(max(id), 0) FROM lab.probe) + row_number() OVER () AS n
    FROM lab.probe WHERE id IS NULL
) AS numbered
WHERE lab.probe.tableoid = numbered.part AND lab.probe.ctid = numbered.place;
ALTER TABLE lab.probe ALTER COLUMN id SET NOT NULL;
ALTER TABLE lab.probe ADD CONSTRAINT probe_a_check CHECK ((a > 1));
ALTER TABLE lab.probe ADD CONSTRAINT probe_check CHECK ((b <> a));
COMMENT ON INDEX lab.probe_code IS 'of another key';
ALTER TABLE lab.probe ADD CONSTRAINT probe_pkey PRIMARY KEY (id);
CREATE STATISTICS lab.probe_ab ON a, b FROM lab.probe;
ALTER TABLE lab.probe REPLICA IDENTITY USING index probe_pkey;
ALTER TABLE lab.probe CLUSTER ON probe_code;
ALTER TABLE lab.slot ADD CONSTRAINT slot_during_excl EXCLUDE USING gist (during WITH -|-);
