CREATE EXTENSION pg_trgm VERSION '1.4';
CREATE EXTENSION citext;
CREATE EXTENSION hstore VERSION '1.7';
CREATE TABLE notes (title text, author citext, tags hstore);
CREATE INDEX notes_title ON notes USING gin (title gin_trgm_ops);
