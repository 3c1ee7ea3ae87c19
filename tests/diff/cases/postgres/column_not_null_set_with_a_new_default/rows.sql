INSERT INTO users VALUES (1, 'old'), (2, 'new');
