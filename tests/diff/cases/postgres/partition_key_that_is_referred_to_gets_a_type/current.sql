CREATE TABLE sales (id integer, day date, CONSTRAINT sales_key PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE sales_a (id integer NOT NULL, day date NOT NULL, CONSTRAINT a_own_key PRIMARY KEY (id, day));
ALTER TABLE sales ATTACH PARTITION sales_a FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE lines (sale integer, day date, CONSTRAINT lines_sale FOREIGN KEY (sale, day) REFERENCES sales);
CREATE TABLE lines_a (sale integer, day date, CONSTRAINT lines_a_sale FOREIGN KEY (sale, day) REFERENCES sales_a);
