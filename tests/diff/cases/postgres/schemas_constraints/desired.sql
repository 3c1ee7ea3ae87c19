CREATE SCHEMA lab;
CREATE TABLE lab.probe (id int PRIMARY KEY, code text, a int, b int, CONSTRAINT probe_code UNIQUE (code), CHECK (a > 1), CHECK (b <> a) NOT VALID);
COMMENT ON INDEX lab.probe_code IS 'of another key';
ALTER TABLE lab.probe REPLICA IDENTITY USING INDEX probe_pkey;
ALTER TABLE lab.probe CLUSTER ON probe_code;
CREATE TABLE lab.slot (id int PRIMARY KEY, during int4range, EXCLUDE USING gist (during WITH -|-));
CREATE STATISTICS lab.probe_ab ON a, b FROM lab.probe;
