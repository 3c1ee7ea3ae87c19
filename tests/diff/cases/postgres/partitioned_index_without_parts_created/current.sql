CREATE TABLE parcels (zone text, weight integer) PARTITION BY LIST (zone);
CREATE TABLE parcels_a PARTITION OF parcels FOR VALUES IN ('a');
