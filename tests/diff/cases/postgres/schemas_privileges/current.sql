CREATE SCHEMA vault;
CREATE SCHEMA desk;
CREATE TABLE vault.secret (id integer PRIMARY KEY);
GRANT USAGE ON SCHEMA desk TO dunlin_reader;
GRANT SELECT ON vault.secret TO dunlin_reader;
