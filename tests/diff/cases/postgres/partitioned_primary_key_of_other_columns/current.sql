CREATE TABLE rides (city integer NOT NULL, ride integer NOT NULL, seat integer NOT NULL, CONSTRAINT rides_pk PRIMARY KEY (city, ride))
PARTITION BY LIST (city);
CREATE TABLE rides_north PARTITION OF rides FOR VALUES IN (1, 2);
CREATE TABLE rides_south PARTITION OF rides DEFAULT PARTITION BY LIST (city);
CREATE TABLE rides_south_9 PARTITION OF rides_south FOR VALUES IN (9);
