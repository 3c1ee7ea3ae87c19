INSERT INTO mark VALUES (1, 10, '(1,2,3)', '[1,3)');
