INSERT INTO people VALUES (1, '(a,b)', '{"(a,b)","(c,d)"}');
