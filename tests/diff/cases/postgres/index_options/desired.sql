CREATE TABLE t (a integer, b tsvector);
CREATE INDEX t_a ON t (a) WITH (fillfactor = 70, deduplicate_items = off);
CREATE INDEX t_b ON t USING gin (b);
