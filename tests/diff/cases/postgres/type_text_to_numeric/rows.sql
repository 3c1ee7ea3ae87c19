INSERT INTO t VALUES (1, '1.5'), (2, '2'), (3, NULL);
