CREATE SEQUENCE t_id_seq AS integer;
ALTER TABLE t ALTER COLUMN id DROP IDENTITY;
ALTER TABLE t ALTER COLUMN id SET DEFAULT nextval('t_id_seq'::regclass);
ALTER SEQUENCE t_id_seq OWNED BY t.id;
SELECT setval('t_id_seq', coalesce(max(id), 0) + 1, false) FROM t;
