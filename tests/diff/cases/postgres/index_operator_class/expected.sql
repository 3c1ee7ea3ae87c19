DROP INDEX t_a;
CREATE INDEX t_a ON t (a text_pattern_ops);
