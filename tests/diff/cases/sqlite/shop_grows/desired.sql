CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE COLLATE NOCASE, vip INTEGER NOT NULL DEFAULT 0 CHECK (vip IN (0, 1)));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE RESTRICT, total REAL NOT NULL, placed TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE order_lines (order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE, line INTEGER NOT NULL, sku TEXT NOT NULL, n INTEGER NOT NULL DEFAULT 1 CHECK (n > 0), PRIMARY KEY (order_id, line)) WITHOUT ROWID;
CREATE INDEX orders_by_customer ON orders (customer_id, placed DESC);
CREATE INDEX lines_by_sku ON order_lines (sku);
CREATE VIEW big_orders AS SELECT o.id, c.name, o.total FROM orders AS o JOIN customers AS c ON c.id = o.customer_id WHERE o.total > 100.0;
CREATE TRIGGER orders_ai AFTER INSERT ON orders BEGIN UPDATE customers SET vip = 1 WHERE id = new.customer_id AND new.total > 1000; END;
