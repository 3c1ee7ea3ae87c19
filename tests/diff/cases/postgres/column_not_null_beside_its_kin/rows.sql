INSERT INTO users VALUES ('a@b'), ('c@d');
INSERT INTO plans VALUES (1, 'free');
INSERT INTO old_orders VALUES (1, 2020);
