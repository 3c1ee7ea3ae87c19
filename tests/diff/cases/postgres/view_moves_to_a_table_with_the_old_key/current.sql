CREATE TABLE hosts (id serial CONSTRAINT host_key PRIMARY KEY, name text);
CREATE VIEW n_hosts AS SELECT count(*) AS n FROM hosts;
