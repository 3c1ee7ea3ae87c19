INSERT INTO t VALUES (1, '10.0.0.1'), (2, '::1');
