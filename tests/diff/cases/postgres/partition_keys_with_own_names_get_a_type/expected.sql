ALTER TABLE sales DROP CONSTRAINT sales_key;
ALTER TABLE sales ALTER COLUMN id TYPE bigint;
ALTER TABLE sales_a1 ADD CONSTRAINT a1_own_key PRIMARY KEY (id, day, kind);
ALTER TABLE sales_a1 CLUSTER ON a1_own_key;
ALTER TABLE sales_a ADD CONSTRAINT a_own_key PRIMARY KEY (id, day, kind);
ALTER TABLE sales ADD CONSTRAINT sales_key PRIMARY KEY (id, day, kind);
