ALTER TABLE sales DROP CONSTRAINT sales_key;
ALTER TABLE sales ALTER COLUMN id TYPE bigint;
ALTER TABLE sales_a ADD CONSTRAINT sales_a_pkey PRIMARY KEY (id, day);
COMMENT ON CONSTRAINT sales_a_pkey ON sales_a IS 'of a';
ALTER TABLE sales_b ADD CONSTRAINT sales_b_pkey PRIMARY KEY (id, day);
COMMENT ON INDEX sales_b_pkey IS 'index of b';
ALTER TABLE sales ADD CONSTRAINT sales_key PRIMARY KEY (id, day);
COMMENT ON CONSTRAINT sales_key ON sales IS 'of all';
