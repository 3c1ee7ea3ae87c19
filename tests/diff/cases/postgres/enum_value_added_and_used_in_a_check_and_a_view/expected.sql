ALTER TYPE mood ADD VALUE 'happy';
-- transaction
ALTER TABLE t ADD CONSTRAINT t_m_check CHECK ((m <> 'happy'::mood));
CREATE INDEX t_happy ON t (id) WHERE (m = 'happy'::mood);
CREATE VIEW happy AS
SELECT t.id
   FROM t
  WHERE (t.m = 'happy'::mood);
