DROP INDEX t_email;
CREATE INDEX t_email ON t (lower(email) COLLATE "C" text_pattern_ops);
