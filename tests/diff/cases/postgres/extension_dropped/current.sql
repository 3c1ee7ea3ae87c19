CREATE EXTENSION pg_trgm;
CREATE TABLE t (a text);
CREATE INDEX t_trgm ON t USING gin (a gin_trgm_ops);
