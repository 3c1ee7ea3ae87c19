CREATE TABLE parcels (zone text, weight integer) PARTITION BY LIST (zone);
CREATE TABLE parcels_a PARTITION OF parcels FOR VALUES IN ('a');
CREATE TABLE parcels_b PARTITION OF parcels FOR VALUES IN ('b');
CREATE INDEX by_weight ON ONLY parcels (weight);
CREATE INDEX by_weight_a ON parcels_a (weight);
ALTER INDEX by_weight ATTACH PARTITION by_weight_a;
CREATE INDEX by_weight_b ON parcels_b (weight);
