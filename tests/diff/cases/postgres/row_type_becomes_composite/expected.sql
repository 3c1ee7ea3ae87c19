ALTER TABLE people ALTER COLUMN home TYPE text USING home::text;
-- loss: table addresses: its rows
DROP TABLE addresses;
CREATE TYPE addresses AS (
    street text,
    town text
);
ALTER TABLE people ALTER COLUMN home TYPE addresses USING home::addresses;
