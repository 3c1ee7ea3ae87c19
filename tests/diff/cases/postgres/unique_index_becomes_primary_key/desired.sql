CREATE TABLE carriers (code text PRIMARY KEY, name text);
CREATE TABLE parcels (id integer, carrier text REFERENCES carriers (code));
