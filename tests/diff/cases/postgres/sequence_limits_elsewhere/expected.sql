-- loss: sequence free: its value, where it is < 1
SELECT setval('free', 1, false) FROM free WHERE last_value < 1;
ALTER SEQUENCE free NO MINVALUE START WITH 1;
-- loss: sequence low: its value: it begins again
ALTER SEQUENCE low MINVALUE 500 MAXVALUE 900 START WITH 500 RESTART;
