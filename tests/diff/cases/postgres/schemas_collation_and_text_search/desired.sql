CREATE SCHEMA lang;
CREATE COLLATION lang.plain (provider = libc, locale = 'C');
COMMENT ON COLLATION lang.plain IS 'bytes';
CREATE COLLATION lang.other (provider = libc, locale = 'POSIX');
CREATE TABLE word (id int PRIMARY KEY, t text COLLATE lang.other);
CREATE INDEX word_t ON word (t COLLATE lang.plain);
