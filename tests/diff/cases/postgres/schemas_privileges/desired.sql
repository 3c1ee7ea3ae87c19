CREATE SCHEMA vault;
CREATE SCHEMA desk;
CREATE TABLE vault.secret (id integer PRIMARY KEY);
CREATE TABLE desk.note (id integer PRIMARY KEY);
GRANT USAGE ON SCHEMA vault TO dunlin_reader;
GRANT SELECT ON vault.secret TO dunlin_writer;
GRANT INSERT ON desk.note TO dunlin_writer;
