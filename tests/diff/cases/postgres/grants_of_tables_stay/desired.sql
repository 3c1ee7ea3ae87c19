CREATE TABLE t (id integer PRIMARY KEY, a text, b text);
CREATE SEQUENCE s INCREMENT BY 2;
GRANT SELECT, INSERT ON t TO dunlin_writer;
GRANT USAGE ON s TO dunlin_writer;
