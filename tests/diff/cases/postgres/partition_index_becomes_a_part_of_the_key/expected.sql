DROP INDEX meters_1_pk;
ALTER TABLE meters_1 ADD CONSTRAINT meters_1_pk PRIMARY KEY (street, house);
ALTER INDEX meters_pk ATTACH PARTITION meters_1_pk;
