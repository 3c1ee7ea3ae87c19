CREATE TABLE t (id integer PRIMARY KEY, a varchar(5));
CREATE SEQUENCE s;
GRANT SELECT, INSERT ON t TO dunlin_writer;
GRANT USAGE ON s TO dunlin_writer;
