SET check_function_bodies = off;
SET lc_monetary = 'C';
CREATE DOMAIN tip AS money DEFAULT '$0.50'::money;
RESET lc_monetary;
CREATE TABLE bands (
    at money
)
PARTITION BY RANGE (at);
CREATE TABLE bands_low (
    at money
);
SET lc_monetary = 'C';
ALTER TABLE bands ATTACH PARTITION bands_low FOR VALUES FROM ('$0.00') TO ('$10.00');
RESET lc_monetary;
COMMENT ON TABLE fares IS 'money: from $1.50';
SET lc_monetary = 'C';
ALTER TABLE fares ALTER COLUMN fee SET DEFAULT '$1,250.75'::money;
RESET lc_monetary;
ALTER TABLE fares ADD COLUMN given tip;
SET lc_monetary = 'C';
ALTER TABLE fares ADD CONSTRAINT fares_paid_check CHECK ((paid > '-$3.00'::money));
CREATE OR REPLACE VIEW cheap AS
SELECT fares.id
   FROM fares
  WHERE (fares.fee < '$3.00'::money);
CREATE FUNCTION fee(m money DEFAULT '$9.99'::money) RETURNS money
    LANGUAGE sql
AS $$SELECT m + 1.25::numeric::money$$;
RESET lc_monetary;
RESET check_function_bodies;
