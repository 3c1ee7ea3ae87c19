CREATE TABLE t (id integer PRIMARY KEY, state varchar(10) CHECK (state IN ('new', 'done')));
CREATE INDEX t_state ON t (state);
