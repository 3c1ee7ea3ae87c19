COMMENT ON TABLE users IS 'who may log in; it''s everybody';
