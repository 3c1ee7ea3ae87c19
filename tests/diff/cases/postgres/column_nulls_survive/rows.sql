INSERT INTO users VALUES (1, NULL, NULL), (2, 'a', 5), (3, '', 0);
