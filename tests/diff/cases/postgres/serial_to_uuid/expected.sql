ALTER TABLE t ALTER COLUMN id DROP DEFAULT;
-- loss: column t.id: its values: a integer cannot be made into a uuid
ALTER TABLE t ALTER COLUMN id TYPE uuid USING gen_random_uuid()::uuid;
ALTER TABLE t ALTER COLUMN id SET DEFAULT gen_random_uuid();
-- loss: sequence t_id_seq: its value
DROP SEQUENCE t_id_seq;
