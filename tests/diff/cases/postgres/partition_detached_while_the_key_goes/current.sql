CREATE TABLE meters (street integer NOT NULL, house integer NOT NULL, CONSTRAINT meters_pk PRIMARY KEY (street, house)) PARTITION BY LIST (street);
CREATE TABLE meters_1 PARTITION OF meters FOR VALUES IN (1);
CREATE INDEX by_house ON meters (house);
