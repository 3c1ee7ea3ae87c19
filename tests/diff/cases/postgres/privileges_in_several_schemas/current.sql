CREATE SCHEMA billing;
CREATE TABLE billing.invoices (id integer PRIMARY KEY, total numeric);
GRANT USAGE ON SCHEMA billing TO dunlin_reader;
GRANT SELECT (total) ON billing.invoices TO dunlin_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA billing GRANT SELECT ON TABLES TO dunlin_reader;
