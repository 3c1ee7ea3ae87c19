CREATE SEQUENCE numbers START 100;
CREATE TABLE t (id integer NOT NULL DEFAULT nextval('numbers'));
