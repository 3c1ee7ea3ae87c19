INSERT INTO sales VALUES (1, '12'), (2, '7');
