DROP INDEX t_a;
CREATE INDEX t_a ON t (a, b);
COMMENT ON INDEX t_a IS 'for the report';
