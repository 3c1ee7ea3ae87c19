INSERT INTO parts.entry VALUES (1, 'a'), (2, 'b');
INSERT INTO entry_3 VALUES (3, 'c');
