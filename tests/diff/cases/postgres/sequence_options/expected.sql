-- loss: sequence numbers: its value: it begins again
ALTER SEQUENCE numbers INCREMENT BY 5 NO MINVALUE MAXVALUE 100000 CACHE 10 CYCLE RESTART;
