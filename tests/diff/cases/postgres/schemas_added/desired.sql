CREATE SCHEMA billing;
CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE billing.invoice (
    id bigserial PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer (id),
    total numeric(12, 2) NOT NULL DEFAULT 0 CHECK (total >= 0),
    paid_at timestamptz
);
CREATE INDEX invoice_open ON billing.invoice (customer_id) WHERE paid_at IS NULL;
COMMENT ON SCHEMA billing IS 'what is owed';
COMMENT ON TABLE billing.invoice IS 'sent';
COMMENT ON COLUMN billing.invoice.total IS 'with tax';
COMMENT ON INDEX billing.invoice_open IS 'for the reminders';
COMMENT ON CONSTRAINT invoice_pkey ON billing.invoice IS 'the number on paper';
