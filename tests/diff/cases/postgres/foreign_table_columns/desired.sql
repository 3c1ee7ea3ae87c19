CREATE EXTENSION postgres_fdw;
CREATE SERVER warehouse FOREIGN DATA WRAPPER postgres_fdw;
CREATE DOMAIN sku AS text;
CREATE FOREIGN TABLE stock (item sku, shelf integer NOT NULL, amount bigint NOT NULL, unit text NOT NULL)
    SERVER warehouse OPTIONS (table_name 'stock', fetch_size '10');
CREATE FOREIGN TABLE moved (item sku NOT NULL, at timestamptz DEFAULT now()) SERVER warehouse;
COMMENT ON FOREIGN TABLE moved IS 'what left a shelf';
