ALTER TABLE t ALTER COLUMN id DROP DEFAULT;
ALTER SEQUENCE t_id_seq RENAME TO t_id_seq_old;
ALTER TABLE t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval('t_id_seq', last_value, is_called) FROM t_id_seq_old;
DROP SEQUENCE t_id_seq_old;
