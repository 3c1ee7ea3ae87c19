ALTER TABLE t DROP CONSTRAINT t_state_check;
ALTER TABLE t ADD CONSTRAINT t_state_check CHECK ((state = ANY (ARRAY['new'::text, 'running'::text, 'done'::text])));
