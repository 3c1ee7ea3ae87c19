-- loss: sequence numbers: its value, where it is > 100000
SELECT setval('numbers', 100000, false) FROM numbers WHERE last_value > 100000;
ALTER SEQUENCE numbers INCREMENT BY 5 NO MINVALUE MAXVALUE 100000 CACHE 10 CYCLE;
