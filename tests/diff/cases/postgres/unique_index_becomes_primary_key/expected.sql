ALTER TABLE carriers ADD CONSTRAINT carriers_pkey PRIMARY KEY USING INDEX carriers_code;
COMMENT ON INDEX carriers_pkey IS NULL;
