CREATE TABLE t (id integer);
CREATE SEQUENCE numbers;
CREATE TABLE u (id integer DEFAULT nextval('numbers'));
