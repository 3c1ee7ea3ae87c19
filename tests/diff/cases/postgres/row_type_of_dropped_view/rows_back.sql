INSERT INTO log VALUES (1, 'n', '(1,a)');
