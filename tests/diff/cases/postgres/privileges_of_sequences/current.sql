CREATE SEQUENCE numbers;
GRANT USAGE ON SEQUENCE numbers TO dunlin_writer;
CREATE TABLE t (id serial PRIMARY KEY);
