INSERT INTO events VALUES (1, 'x'), (2, 'y');
