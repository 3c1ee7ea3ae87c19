ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- loss: column t.m: rows with 'happy' get NULL
ALTER TABLE t ALTER COLUMN m TYPE mood USING CASE WHEN m::text IN ('happy') THEN NULL ELSE m::text::mood END;
DROP TYPE mood_old;
