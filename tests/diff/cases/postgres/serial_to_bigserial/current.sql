CREATE TABLE t (id serial PRIMARY KEY, name text);
CREATE TABLE r (t_id integer REFERENCES t);
