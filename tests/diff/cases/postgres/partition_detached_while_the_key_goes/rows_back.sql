INSERT INTO meters_1 VALUES (1, 7), (1, 8);
