CREATE TABLE pens_1 (farm integer NOT NULL, pen integer NOT NULL, leader integer, CONSTRAINT pens_1_pkey PRIMARY KEY (farm, pen));
CREATE TABLE goats_1 (farm integer NOT NULL, goat integer NOT NULL, pen integer, CONSTRAINT goats_1_pkey PRIMARY KEY (farm, goat));
