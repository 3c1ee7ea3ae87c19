DROP INDEX t_a;
CREATE INDEX t_a ON t (a) WHERE (deleted_at IS NULL);
