DROP VIEW v;
DROP INDEX t_m;
ALTER TABLE t DROP CONSTRAINT not_sad;
ALTER TABLE t ALTER COLUMN m DROP DEFAULT;
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- loss: column t.m: rows with 'happy' get 'ok'::mood
ALTER TABLE t ALTER COLUMN m TYPE mood USING CASE WHEN m::text IN ('happy') THEN 'ok'::mood ELSE m::text::mood END;
ALTER TABLE t ALTER COLUMN m SET DEFAULT 'ok'::mood;
ALTER TABLE t ADD CONSTRAINT not_sad CHECK ((m <> 'sad'::mood));
CREATE INDEX t_m ON t (m) WHERE (m = 'ok'::mood);
CREATE VIEW v AS
SELECT t.id,
    t.m
   FROM t
  WHERE (t.m > 'sad'::mood);
DROP TYPE mood_old;
