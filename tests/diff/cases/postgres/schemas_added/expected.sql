CREATE SCHEMA billing;
COMMENT ON SCHEMA billing IS 'what is owed';
CREATE TABLE billing.invoice (
    id bigserial,
    customer_id bigint NOT NULL,
    total numeric(12,2) DEFAULT 0 NOT NULL,
    paid_at timestamp with time zone,
    CONSTRAINT invoice_pkey PRIMARY KEY (id),
    CONSTRAINT invoice_total_check CHECK ((total >= (0)::numeric))
);
COMMENT ON TABLE billing.invoice IS 'sent';
COMMENT ON COLUMN billing.invoice.total IS 'with tax';
COMMENT ON CONSTRAINT invoice_pkey ON billing.invoice IS 'the number on paper';
CREATE INDEX invoice_open ON billing.invoice (customer_id) WHERE (paid_at IS NULL);
COMMENT ON INDEX billing.invoice_open IS 'for the reminders';
ALTER TABLE billing.invoice ADD CONSTRAINT invoice_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id);
