CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s good');
ALTER TABLE t ADD COLUMN m mood DEFAULT 'ok'::mood;
