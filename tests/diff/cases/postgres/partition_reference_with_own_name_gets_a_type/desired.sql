CREATE TABLE people (id bigint PRIMARY KEY);
CREATE TABLE sales (id integer, who bigint, CONSTRAINT sales_who FOREIGN KEY (who) REFERENCES people) PARTITION BY LIST (id);
CREATE TABLE sales_a (id integer, who bigint, CONSTRAINT a_own_who FOREIGN KEY (who) REFERENCES people);
ALTER TABLE sales ATTACH PARTITION sales_a DEFAULT;
