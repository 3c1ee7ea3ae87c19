DROP VIEW n_hosts;
-- loss: table hosts: its rows
DROP TABLE hosts;
CREATE TABLE machines (
    id integer NOT NULL,
    name text,
    CONSTRAINT host_key PRIMARY KEY (id)
);
CREATE VIEW n_hosts AS
SELECT count(*) AS n
   FROM machines;
