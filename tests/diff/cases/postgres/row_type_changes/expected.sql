DROP VIEW zips;
DROP INDEX people_home;
DROP INDEX people_zip;
ALTER TABLE people DROP CONSTRAINT people_home_check;
-- loss: column addresses.gone: its values
ALTER TABLE addresses DROP COLUMN gone;
ALTER TABLE firms ALTER COLUMN seats TYPE text USING seats::text;
ALTER TABLE people ALTER COLUMN home TYPE text USING home::text;
ALTER TABLE addresses ALTER COLUMN zip TYPE text;
ALTER TABLE firms ALTER COLUMN seats TYPE addresses[] USING seats::addresses[];
ALTER TABLE people ALTER COLUMN home TYPE addresses USING home::addresses;
ALTER TABLE addresses ADD COLUMN land text;
ALTER TABLE people ADD CONSTRAINT people_home_check CHECK (((home).zip > ''::text));
CREATE INDEX people_home ON people (home);
CREATE INDEX people_zip ON people (((home).zip));
CREATE VIEW zips AS
SELECT people.id,
    (people.home).zip AS zip
   FROM people;
COMMENT ON VIEW zips IS 'where they live';
