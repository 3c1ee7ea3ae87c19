CREATE TABLE meters (street integer NOT NULL, house integer NOT NULL) PARTITION BY LIST (street);
CREATE TABLE meters_1 PARTITION OF meters FOR VALUES IN (1);
ALTER TABLE ONLY meters ADD CONSTRAINT meters_pk PRIMARY KEY (street, house);
CREATE UNIQUE INDEX meters_1_pk ON meters_1 (street, house);
