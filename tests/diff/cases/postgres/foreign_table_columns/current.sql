CREATE EXTENSION postgres_fdw;
CREATE SERVER warehouse FOREIGN DATA WRAPPER postgres_fdw;
CREATE DOMAIN sku AS text;
CREATE FOREIGN TABLE stock (item sku, shelf integer, amount integer) SERVER warehouse OPTIONS (table_name 'stock');
