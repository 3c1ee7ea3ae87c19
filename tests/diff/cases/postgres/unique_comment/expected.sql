COMMENT ON INDEX t_a IS 'behind it';
COMMENT ON CONSTRAINT t_a ON t IS 'once';
