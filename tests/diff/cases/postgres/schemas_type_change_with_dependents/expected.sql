SET check_function_bodies = off;
DROP FUNCTION view.all_prices();
DROP MATERIALIZED VIEW view.cached;
DROP VIEW view.price;
ALTER TABLE core.price ALTER COLUMN cents TYPE numeric(10,0);
CREATE VIEW view.price AS
SELECT price.id,
    (price.cents / (100)::numeric) AS euros
   FROM core.price;
CREATE MATERIALIZED VIEW view.cached AS
SELECT price.id,
    price.euros
   FROM view.price;
CREATE INDEX cached_id ON view.cached (id);
CREATE FUNCTION view.all_prices() RETURNS SETOF view.price
    LANGUAGE sql
AS $$SELECT * FROM view.price$$;
RESET check_function_bodies;
