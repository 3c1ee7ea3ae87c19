INSERT INTO t VALUES (1, 'new', 20, 'abc', 3, 1), (2, 'old', 30, 'def', 4, 2);
