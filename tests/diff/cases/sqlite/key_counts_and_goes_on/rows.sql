INSERT INTO t (id, a) VALUES (1, 'one'), (2, 'two'), (99, 'three');
DELETE FROM t WHERE id = 99;
