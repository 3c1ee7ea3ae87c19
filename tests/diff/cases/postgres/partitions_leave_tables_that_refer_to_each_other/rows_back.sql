INSERT INTO pens_1 VALUES (1, 1, 1), (1, 2, 1); INSERT INTO goats_1 VALUES (1, 1, 1), (1, 2, NULL);
