-- loss: sequence floors_level_seq: its value: it begins again
ALTER TABLE floors ALTER COLUMN level SET START WITH 0 SET INCREMENT BY 1 SET MINVALUE -9 SET MAXVALUE 20 RESTART;
-- loss: sequence gauges_degree_seq: its value, where it is < -10
SELECT setval('gauges_degree_seq', -10, false) FROM gauges_degree_seq WHERE last_value < -10;
-- loss: sequence gauges_degree_seq: its value, where it is > 40
SELECT setval('gauges_degree_seq', 40, false) FROM gauges_degree_seq WHERE last_value > 40;
ALTER TABLE gauges ALTER COLUMN degree SET START WITH -10 SET INCREMENT BY 1 SET MINVALUE -10 SET MAXVALUE 40;
-- loss: sequence tickets_n_seq: its value: it begins again
ALTER TABLE tickets ALTER COLUMN n SET START WITH 10000 SET MINVALUE 10000 SET NO MAXVALUE SET CACHE 3 SET NO CYCLE RESTART;
