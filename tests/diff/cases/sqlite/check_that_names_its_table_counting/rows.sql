INSERT INTO t (id, b) VALUES (4, 'a'), (5, NULL), (50, 'c');
DELETE FROM t WHERE id = 50;
UPDATE t SET b = 'x' WHERE b IS NULL;
