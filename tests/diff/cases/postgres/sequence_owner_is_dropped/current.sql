CREATE TABLE t (id integer, n integer);
CREATE SEQUENCE numbers OWNED BY t.n;
CREATE TABLE u (id integer DEFAULT nextval('numbers'));
