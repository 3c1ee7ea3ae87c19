INSERT INTO t VALUES (1, '1', 0), (2, '2', 1);
