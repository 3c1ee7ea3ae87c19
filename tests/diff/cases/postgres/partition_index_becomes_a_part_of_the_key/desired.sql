CREATE TABLE meters (street integer NOT NULL, house integer NOT NULL) PARTITION BY LIST (street);
CREATE TABLE meters_1 PARTITION OF meters FOR VALUES IN (1);
ALTER TABLE meters_1 ADD CONSTRAINT meters_1_pk PRIMARY KEY (street, house);
ALTER TABLE meters ADD CONSTRAINT meters_pk PRIMARY KEY (street, house);
