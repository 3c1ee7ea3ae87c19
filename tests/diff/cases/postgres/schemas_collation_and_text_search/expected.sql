CREATE COLLATION lang.other (provider = libc, locale = 'POSIX');
COMMENT ON COLLATION lang.plain IS 'bytes';
ALTER TABLE word ALTER COLUMN t TYPE text COLLATE lang.other;
CREATE INDEX word_t ON word (t COLLATE lang.plain);
