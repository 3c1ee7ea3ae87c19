CREATE TABLE pens (farm integer NOT NULL, pen integer NOT NULL, leader integer, CONSTRAINT pens_pk PRIMARY KEY (farm, pen)) PARTITION BY LIST (farm);
CREATE TABLE pens_1 PARTITION OF pens FOR VALUES IN (1);
CREATE TABLE goats (farm integer NOT NULL, goat integer NOT NULL, pen integer, CONSTRAINT goats_pk PRIMARY KEY (farm, goat)) PARTITION BY LIST (farm);
CREATE TABLE goats_1 PARTITION OF goats FOR VALUES IN (1);
ALTER TABLE pens ADD CONSTRAINT pens_leader FOREIGN KEY (farm, leader) REFERENCES goats;
ALTER TABLE goats ADD CONSTRAINT goats_pen FOREIGN KEY (farm, pen) REFERENCES pens;
