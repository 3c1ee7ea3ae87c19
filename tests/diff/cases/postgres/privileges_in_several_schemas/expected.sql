CREATE SCHEMA "Odd %I";
CREATE TABLE here (
    id integer NOT NULL,
    CONSTRAINT here_pkey PRIMARY KEY (id)
);
CREATE TABLE billing.lines (
    id integer NOT NULL,
    invoice integer,
    CONSTRAINT lines_pkey PRIMARY KEY (id)
);
ALTER TABLE billing.lines ADD CONSTRAINT lines_invoice_fkey FOREIGN KEY (invoice) REFERENCES billing.invoices(id);
GRANT USAGE ON SCHEMA "Odd %I" TO dunlin_reader WITH GRANT OPTION;
REVOKE USAGE ON SCHEMA billing FROM dunlin_reader;
GRANT USAGE ON SCHEMA billing TO dunlin_writer;
REVOKE SELECT (total) ON TABLE billing.invoices FROM dunlin_reader;
GRANT INSERT, SELECT ON TABLE billing.invoices TO dunlin_writer;
REVOKE SELECT ON TABLE billing.lines FROM dunlin_reader;
GRANT SELECT ON TABLE billing.lines TO dunlin_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA billing REVOKE SELECT ON TABLES FROM dunlin_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE dunlin_writer IN SCHEMA billing GRANT SELECT ON TABLES TO dunlin_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO dunlin_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA "Odd %I" GRANT EXECUTE ON ROUTINES TO dunlin_reader;
