CREATE INDEX of_a ON parcels_a (weight);
CREATE TABLE parcels_b (
    zone text,
    weight integer
);
ALTER TABLE parcels ATTACH PARTITION parcels_b FOR VALUES IN ('b');
CREATE INDEX by_weight ON ONLY parcels (weight);
ALTER INDEX by_weight ATTACH PARTITION of_a;
CREATE TABLE stamps (
    zone text,
    n integer
)
PARTITION BY LIST (zone);
CREATE TABLE stamps_a (
    zone text,
    n integer
);
ALTER TABLE stamps ATTACH PARTITION stamps_a FOR VALUES IN ('a');
ALTER TABLE ONLY stamps ADD CONSTRAINT one_each UNIQUE (zone, n);
