INSERT INTO lab.probe VALUES (1, 'a', 10, 5), (2, 'b', 20, 6);
INSERT INTO lab.slot VALUES (1, '[1,2)'), (2, '[4,5)');
