CREATE TABLE invoices (id integer PRIMARY KEY, total numeric);
GRANT SELECT, INSERT ON invoices TO dunlin_writer;
GRANT SELECT ON invoices TO dunlin_reader, PUBLIC;
