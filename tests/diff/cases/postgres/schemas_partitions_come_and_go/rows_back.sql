INSERT INTO parts.entry VALUES (1, 'a'), (3, 'c');
INSERT INTO entry_2 VALUES (2, 'b');
