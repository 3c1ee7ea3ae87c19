CREATE TABLE desk.note (
    id integer NOT NULL,
    CONSTRAINT note_pkey PRIMARY KEY (id)
);
REVOKE USAGE ON SCHEMA desk FROM dunlin_reader;
GRANT USAGE ON SCHEMA vault TO dunlin_reader;
GRANT INSERT ON TABLE desk.note TO dunlin_writer;
REVOKE SELECT ON TABLE vault.secret FROM dunlin_reader;
GRANT SELECT ON TABLE vault.secret TO dunlin_writer;
