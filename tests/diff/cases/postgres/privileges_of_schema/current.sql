GRANT USAGE ON SCHEMA public TO dunlin_reader;
CREATE TABLE t (id integer PRIMARY KEY);
