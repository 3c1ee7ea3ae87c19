CREATE TYPE new_mood AS ENUM ('sad', 'ok', 'happy');
ALTER TABLE t ALTER COLUMN m TYPE new_mood USING m::text::new_mood;
DROP TYPE old_mood;
