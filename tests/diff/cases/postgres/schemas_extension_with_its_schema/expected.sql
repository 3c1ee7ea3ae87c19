CREATE SCHEMA tools;
CREATE EXTENSION IF NOT EXISTS hstore SCHEMA tools;
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';
ALTER TABLE page ADD COLUMN tags tools.hstore;
CREATE TABLE tools.setting (
    k text NOT NULL,
    v tools.hstore NOT NULL,
    CONSTRAINT setting_pkey PRIMARY KEY (k)
);
