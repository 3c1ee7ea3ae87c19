INSERT INTO shirt VALUES (1, 'red', 'small'), (2, 'blue', 'large');
INSERT INTO kind.sample VALUES (1, '{red,blue}');
