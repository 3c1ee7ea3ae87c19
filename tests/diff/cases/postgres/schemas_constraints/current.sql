CREATE SCHEMA lab;
CREATE TABLE lab.probe (id int, code text, a int, b int, CONSTRAINT probe_code UNIQUE (code), CHECK (a > 0));
COMMENT ON INDEX lab.probe_code IS 'of the key';
CREATE TABLE lab.slot (id int PRIMARY KEY, during int4range, EXCLUDE USING gist (during WITH &&));
