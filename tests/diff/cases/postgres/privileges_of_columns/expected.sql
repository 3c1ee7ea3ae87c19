REVOKE SELECT (name), UPDATE (salary) ON TABLE people FROM dunlin_reader;
GRANT INSERT (name) ON TABLE people TO dunlin_writer WITH GRANT OPTION;
GRANT SELECT ("TO whom (it)") ON TABLE people TO dunlin_reader;
