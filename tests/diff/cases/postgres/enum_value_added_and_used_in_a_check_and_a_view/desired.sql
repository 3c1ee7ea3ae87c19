CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (id integer, m mood CHECK (m <> 'happy'));
CREATE VIEW happy AS SELECT id FROM t WHERE m = 'happy';
CREATE INDEX t_happy ON t (id) WHERE m = 'happy';
