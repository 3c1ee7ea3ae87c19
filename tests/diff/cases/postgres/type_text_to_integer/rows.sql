INSERT INTO t VALUES (1, '1'), (2, '23'), (3, '-4');
