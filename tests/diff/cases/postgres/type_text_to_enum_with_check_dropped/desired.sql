CREATE TYPE state AS ENUM ('new', 'done');
CREATE TABLE t (id integer PRIMARY KEY, state state);
CREATE INDEX t_state ON t (state);
