ALTER TYPE mood ADD VALUE 'happy';
-- transaction
ALTER TABLE t ALTER COLUMN m SET DEFAULT 'happy'::mood;
