CREATE SEQUENCE numbers;
GRANT SELECT ON SEQUENCE numbers TO dunlin_reader;
CREATE TABLE t (id serial PRIMARY KEY);
GRANT USAGE ON SEQUENCE t_id_seq TO dunlin_writer;
