ALTER TABLE rides DROP CONSTRAINT rides_pk;
ALTER TABLE rides_north ADD CONSTRAINT rides_north_pkey PRIMARY KEY (city, ride, seat);
ALTER TABLE rides_south_9 ADD CONSTRAINT rides_south_9_pkey PRIMARY KEY (city, ride, seat);
ALTER TABLE rides_south ADD CONSTRAINT rides_south_pkey PRIMARY KEY (city, ride, seat);
ALTER TABLE rides ADD CONSTRAINT rides_pk PRIMARY KEY (city, ride, seat);
