-- loss: sequence t_id_seq: its value
ALTER TABLE t ALTER COLUMN id DROP IDENTITY;
