SET check_function_bodies = off;
DROP FUNCTION cheer(mood);
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION cheer(mood) RETURNS mood
    LANGUAGE sql
AS $$ SELECT $1 $$;
-- loss: column t.m: rows with 'happy' get NULL
ALTER TABLE t ALTER COLUMN m TYPE mood USING CASE WHEN m::text IN ('happy') THEN NULL ELSE m::text::mood END;
DROP TYPE mood_old;
RESET check_function_bodies;
