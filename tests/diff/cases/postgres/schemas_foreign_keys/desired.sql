CREATE SCHEMA shop;
CREATE SCHEMA stock;
CREATE TABLE stock.article (id int PRIMARY KEY, code text NOT NULL UNIQUE, visit_id int);
CREATE TABLE shop.basket (id int PRIMARY KEY, article_code text REFERENCES stock.article (code) DEFERRABLE);
CREATE TABLE visit (id int PRIMARY KEY, basket_id int REFERENCES shop.basket ON DELETE SET NULL);
ALTER TABLE stock.article ADD CONSTRAINT seen FOREIGN KEY (visit_id) REFERENCES visit (id);
