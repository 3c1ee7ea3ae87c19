INSERT INTO t VALUES (1, '1 hour'), (2, '2 hours');
