ALTER TABLE cities DROP CONSTRAINT cities_country_id_fkey;
-- loss: table countries: its rows
DROP TABLE countries;
