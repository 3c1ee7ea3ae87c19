CREATE TABLE addresses (street text, gone boolean, town text, zip integer);
CREATE TABLE people (id integer, home addresses, note text, CHECK ((home).zip > 0));
CREATE INDEX people_zip ON people (((home).zip));
CREATE INDEX people_home ON people (home);
CREATE VIEW zips AS SELECT id, (home).zip FROM people;
COMMENT ON VIEW zips IS 'where they live';
CREATE TABLE firms (id integer, seats addresses[]) PARTITION BY LIST (id);
CREATE TABLE firms_all PARTITION OF firms DEFAULT;
