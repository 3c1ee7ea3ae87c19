COMMENT ON TABLE groups IS NULL;
COMMENT ON TABLE users IS 'new
in two lines';
