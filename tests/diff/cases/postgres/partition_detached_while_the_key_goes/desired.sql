CREATE TABLE meters (street integer NOT NULL, house integer NOT NULL) PARTITION BY LIST (street);
CREATE TABLE meters_1 (street integer NOT NULL, house integer NOT NULL, CONSTRAINT meters_1_pkey PRIMARY KEY (street, house));
CREATE INDEX meters_1_house_idx ON meters_1 (house);
