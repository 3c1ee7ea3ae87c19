CREATE TABLE sales (id integer, code varchar(20), extra bigint, CONSTRAINT sales_code UNIQUE (id, code) INCLUDE (extra)) PARTITION BY LIST (id);
CREATE TABLE sales_a (id integer, code varchar(20), extra bigint, CONSTRAINT a_own_code UNIQUE (id, code) INCLUDE (extra));
ALTER TABLE sales ATTACH PARTITION sales_a FOR VALUES IN (1, 2, 3);
CREATE TABLE refs (id integer, code varchar(20), FOREIGN KEY (id, code) REFERENCES sales_a (id, code));
