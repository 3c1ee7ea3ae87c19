ALTER TYPE mood RENAME TO mood_old;
CREATE DOMAIN mood AS text
    CONSTRAINT mood_check CHECK ((VALUE = ANY (ARRAY['sad'::text, 'ok'::text])));
ALTER TABLE t ALTER COLUMN m TYPE mood USING m::text::mood;
DROP TYPE mood_old;
