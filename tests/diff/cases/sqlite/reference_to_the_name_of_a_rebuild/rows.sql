INSERT INTO kiln VALUES (1, 'ash'), (2, 'salt'); INSERT INTO pot VALUES (1, 1), (2, 2); INSERT INTO plan VALUES (1, NULL);
