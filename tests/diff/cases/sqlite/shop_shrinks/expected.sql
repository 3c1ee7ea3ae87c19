PRAGMA foreign_keys = OFF;
DROP VIEW rated;
-- loss: table prices: its rows
DROP TABLE prices;
CREATE TABLE products_new (
    sku TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    price REAL NOT NULL,
    stock INT NOT NULL DEFAULT 0
);
-- loss: column products.tags: its values
INSERT INTO products_new (rowid, sku, label, price, stock)
SELECT rowid, sku, label, price, stock
FROM products;
DROP TABLE products;
ALTER TABLE products_new RENAME TO products;
CREATE TABLE reviews_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sku TEXT,
    stars INT,
    body TEXT,
    CHECK (stars BETWEEN 1 AND 10),
    FOREIGN KEY (sku) REFERENCES products (sku)
);
-- note: fails where a row does not pass CHECK (stars BETWEEN 1 AND 10)
INSERT INTO reviews_new (id, sku, stars)
SELECT id, sku, stars
FROM reviews;
DELETE FROM sqlite_sequence WHERE name = 'reviews_new';
UPDATE sqlite_sequence SET name = 'reviews_new' WHERE name = 'reviews';
DROP TABLE reviews;
ALTER TABLE reviews_new RENAME TO reviews;
CREATE INDEX products_label ON products (label COLLATE nocase);
