CREATE TABLE machines (id integer CONSTRAINT host_key PRIMARY KEY, name text);
CREATE VIEW n_hosts AS SELECT count(*) AS n FROM machines;
