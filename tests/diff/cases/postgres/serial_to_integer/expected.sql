ALTER TABLE t ALTER COLUMN id DROP DEFAULT;
-- loss: sequence t_id_seq: its value
DROP SEQUENCE t_id_seq;
