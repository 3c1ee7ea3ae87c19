INSERT INTO t (id, a) VALUES (70, 'x'), (1, '5');
DELETE FROM t WHERE id = 70;
