ALTER TABLE t ALTER COLUMN id DROP DEFAULT;
-- loss: sequence t_id_seq: its value
DROP SEQUENCE t_id_seq;
ALTER TABLE t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('t', 'id'), coalesce(max(id), 0) + 1, false) FROM t;
