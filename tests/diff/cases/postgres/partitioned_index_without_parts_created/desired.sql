CREATE TABLE parcels (zone text, weight integer) PARTITION BY LIST (zone);
CREATE TABLE parcels_a PARTITION OF parcels FOR VALUES IN ('a');
CREATE TABLE parcels_b PARTITION OF parcels FOR VALUES IN ('b');
CREATE INDEX by_weight ON ONLY parcels (weight);
CREATE INDEX of_a ON parcels_a (weight);
ALTER INDEX by_weight ATTACH PARTITION of_a;
CREATE TABLE stamps (zone text, n integer) PARTITION BY LIST (zone);
CREATE TABLE stamps_a PARTITION OF stamps FOR VALUES IN ('a');
ALTER TABLE ONLY stamps ADD CONSTRAINT one_each UNIQUE (zone, n);
