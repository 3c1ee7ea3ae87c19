REVOKE SELECT ON TABLE people FROM dunlin_reader;
GRANT SELECT (id, name) ON TABLE people TO dunlin_reader;
