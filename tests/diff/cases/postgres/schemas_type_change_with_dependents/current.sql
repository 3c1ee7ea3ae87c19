CREATE SCHEMA core;
CREATE SCHEMA view;
CREATE TABLE core.price (id int PRIMARY KEY, cents int NOT NULL);
CREATE VIEW view.price AS SELECT id, cents / 100 AS euros FROM core.price;
CREATE FUNCTION view.all_prices() RETURNS SETOF view.price LANGUAGE sql AS 'SELECT * FROM view.price';
CREATE MATERIALIZED VIEW view.cached AS SELECT * FROM view.price;
CREATE INDEX cached_id ON view.cached (id);
