INSERT INTO t VALUES (1, 0), (2, 1), (3, 1);
