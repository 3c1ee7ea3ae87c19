INSERT INTO logs_a VALUES (1, 'a0', 'x');
