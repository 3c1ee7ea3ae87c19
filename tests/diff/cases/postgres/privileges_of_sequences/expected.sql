REVOKE USAGE ON SEQUENCE numbers FROM dunlin_writer;
GRANT SELECT ON SEQUENCE numbers TO dunlin_reader;
GRANT USAGE ON SEQUENCE t_id_seq TO dunlin_writer;
