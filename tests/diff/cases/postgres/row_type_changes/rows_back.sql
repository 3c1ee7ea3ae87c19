INSERT INTO addresses (street, town, zip) VALUES ('a', 'b', '12');
INSERT INTO people (id, home) SELECT 1, addresses FROM addresses;
INSERT INTO firms SELECT 1, array_agg(addresses) FROM addresses;
