CREATE SCHEMA shop;
CREATE SCHEMA stock;
CREATE TABLE stock.article (id int PRIMARY KEY, code text NOT NULL UNIQUE);
CREATE TABLE shop.basket (id int PRIMARY KEY, article_id int REFERENCES stock.article);
CREATE TABLE visit (id int PRIMARY KEY, basket_id int REFERENCES shop.basket ON DELETE CASCADE);
