CREATE VIEW v AS
SELECT t.id
   FROM t
  WHERE ((t.state)::text <> ALL (ARRAY['new'::character varying, 'b]'::character varying]));
