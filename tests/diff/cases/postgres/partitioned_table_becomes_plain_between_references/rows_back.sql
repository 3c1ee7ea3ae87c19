BEGIN;
INSERT INTO ships VALUES (1, 10, 4), (1, 11, 5);
INSERT INTO crews VALUES (1, 4, 10), (1, 5, NULL);
SELECT setval('crews_crew_seq', 9);
COMMIT;
