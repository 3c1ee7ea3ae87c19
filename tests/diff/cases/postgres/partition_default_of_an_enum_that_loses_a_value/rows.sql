INSERT INTO people VALUES (1, 'glad');
INSERT INTO minors VALUES (2, 'glad'), (20, 'mad');
