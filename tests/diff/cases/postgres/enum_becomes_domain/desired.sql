CREATE DOMAIN mood AS text CHECK (VALUE IN ('sad', 'ok'));
CREATE TABLE t (id integer, m mood);
