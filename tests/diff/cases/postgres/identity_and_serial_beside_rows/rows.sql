INSERT INTO down_from_nothing VALUES (-1), (-5);
INSERT INTO above_all VALUES (1), (5);
INSERT INTO below_nothing VALUES (0), (-5);
INSERT INTO counted_down VALUES (-1), (-5);
INSERT INTO tickets VALUES ('A1'), ('B2');
