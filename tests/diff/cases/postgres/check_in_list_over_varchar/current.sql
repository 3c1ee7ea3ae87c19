CREATE TABLE t (id integer, state varchar(10) CHECK (state IN ('new', 'it''s', 'a,b')));
CREATE INDEX t_id ON t (id) WHERE state IN ('new', 'it''s');
