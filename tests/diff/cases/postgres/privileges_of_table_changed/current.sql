CREATE TABLE invoices (id integer PRIMARY KEY, total numeric);
GRANT SELECT, INSERT, DELETE ON invoices TO dunlin_writer;
GRANT SELECT ON invoices TO dunlin_reader WITH GRANT OPTION;
