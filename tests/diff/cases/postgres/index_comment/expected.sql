COMMENT ON INDEX t_a IS 'for the report';
