INSERT INTO tracks VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO plays VALUES (1, 1, 1), (2, 1, 2);
