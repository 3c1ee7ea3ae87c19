CREATE TABLE products (sku TEXT PRIMARY KEY, label TEXT NOT NULL, price REAL NOT NULL CHECK (price >= 0), tags TEXT DEFAULT '[]', stock INT NOT NULL DEFAULT 0);
CREATE TABLE prices (sku TEXT NOT NULL REFERENCES products (sku) ON UPDATE CASCADE, since TEXT NOT NULL, price REAL NOT NULL, PRIMARY KEY (sku, since)) WITHOUT ROWID;
CREATE TABLE reviews (id INTEGER PRIMARY KEY AUTOINCREMENT, sku TEXT REFERENCES products (sku), stars INT CHECK (stars BETWEEN 1 AND 5));
CREATE INDEX products_label ON products (label COLLATE NOCASE);
CREATE VIEW rated AS SELECT sku, avg(stars) AS stars FROM reviews GROUP BY sku;
