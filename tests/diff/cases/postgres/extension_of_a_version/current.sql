CREATE EXTENSION pg_trgm VERSION '1.4';
CREATE TABLE notes (title text);
CREATE INDEX notes_title ON notes USING gin (title gin_trgm_ops);
