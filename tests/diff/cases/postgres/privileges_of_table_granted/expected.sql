GRANT INSERT, SELECT ON TABLE invoices TO dunlin_writer;
GRANT SELECT ON TABLE invoices TO PUBLIC;
GRANT SELECT ON TABLE invoices TO dunlin_reader;
