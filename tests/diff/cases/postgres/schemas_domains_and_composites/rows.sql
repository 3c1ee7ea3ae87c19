INSERT INTO mark VALUES (1, 10, '(1,2)', '[1,3)');
