CREATE TABLE people (id integer PRIMARY KEY);
CREATE TABLE sales (id integer, who integer, CONSTRAINT sales_who FOREIGN KEY (who) REFERENCES people) PARTITION BY LIST (id);
CREATE TABLE sales_a (id integer, who integer, CONSTRAINT a_own_who FOREIGN KEY (who) REFERENCES people);
ALTER TABLE sales ATTACH PARTITION sales_a DEFAULT;
