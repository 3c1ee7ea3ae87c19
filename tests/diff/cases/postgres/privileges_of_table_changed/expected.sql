REVOKE DELETE, INSERT, SELECT ON TABLE invoices FROM dunlin_writer;
REVOKE SELECT ON TABLE invoices FROM dunlin_reader;
GRANT SELECT ON TABLE invoices TO dunlin_reader;
GRANT SELECT, UPDATE ON TABLE invoices TO dunlin_writer WITH GRANT OPTION;
