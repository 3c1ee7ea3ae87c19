CREATE TABLE sales (id integer, code text, CONSTRAINT sales_code UNIQUE (id, code)) PARTITION BY LIST (id);
CREATE TABLE sales_a (id integer, code text, CONSTRAINT a_own_code UNIQUE (id, code));
ALTER TABLE sales ATTACH PARTITION sales_a FOR VALUES IN (1, 2, 3);
