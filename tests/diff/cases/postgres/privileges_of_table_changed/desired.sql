CREATE TABLE invoices (id integer PRIMARY KEY, total numeric);
GRANT SELECT, UPDATE ON invoices TO dunlin_writer WITH GRANT OPTION;
GRANT SELECT ON invoices TO dunlin_reader;
