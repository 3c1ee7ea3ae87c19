INSERT INTO users VALUES (1, NULL, NULL, NULL), (2, 'a', 5, 'x');
