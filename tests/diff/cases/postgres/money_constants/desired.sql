CREATE DOMAIN tip AS money DEFAULT '0.50'::money;
CREATE TABLE fares (id integer, fee money DEFAULT '1,250.75', paid money CHECK (paid > '-3'::money), given tip);
CREATE VIEW cheap AS SELECT id FROM fares WHERE fee < '3'::money;
CREATE FUNCTION fee(m money DEFAULT '9.99') RETURNS money LANGUAGE sql AS 'SELECT m + 1.25::numeric::money';
CREATE TABLE bands (at money) PARTITION BY RANGE (at);
CREATE TABLE bands_low PARTITION OF bands FOR VALUES FROM ('0') TO ('10');
COMMENT ON TABLE fares IS 'money: from $1.50';
