CREATE TABLE t (id integer, state varchar(10), CONSTRAINT t_state_check CHECK (((state)::text = ANY (ARRAY[('new'::character varying)::text, ('it''s'::character varying)::text, ('a,b'::character varying)::text]))));
CREATE INDEX t_id ON t (id) WHERE state::text = ANY (ARRAY['new'::varchar::text, 'it''s'::varchar::text]);
CREATE VIEW v AS SELECT id FROM t WHERE state NOT IN ('new', 'b]');
