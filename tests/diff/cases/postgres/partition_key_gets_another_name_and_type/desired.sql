CREATE TABLE sales (id integer, code integer, CONSTRAINT sales_code UNIQUE (id, code)) PARTITION BY LIST (id);
CREATE TABLE sales_a PARTITION OF sales FOR VALUES IN (1, 2, 3);
