CREATE TABLE carriers (code text NOT NULL, name text);
CREATE UNIQUE INDEX carriers_code ON carriers (code);
COMMENT ON INDEX carriers_code IS 'what labels say';
CREATE TABLE parcels (id integer, carrier text REFERENCES carriers (code));
