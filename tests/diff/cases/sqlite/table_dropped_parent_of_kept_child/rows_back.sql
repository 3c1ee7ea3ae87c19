INSERT INTO children VALUES (1, NULL, 'a'), (2, NULL, 'b');
