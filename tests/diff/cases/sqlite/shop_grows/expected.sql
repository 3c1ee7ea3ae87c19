PRAGMA foreign_keys = OFF;
DROP TRIGGER orders_ai;
DROP VIEW big_orders;
CREATE TABLE customers_new (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL COLLATE NOCASE,
    vip INTEGER NOT NULL DEFAULT 0,
    CHECK (vip IN (0, 1)),
    UNIQUE (email)
);
-- note: column customers.email: rows that have no value get CAST(row_number() OVER () AS TEXT): choose it
-- note: fails where two rows are the same in UNIQUE (email)
INSERT INTO customers_new (id, name, email)
SELECT id, name, coalesce(email, CAST(row_number() OVER () AS TEXT))
FROM customers;
DROP TABLE customers;
ALTER TABLE customers_new RENAME TO customers;
CREATE TABLE orders_new (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    total REAL NOT NULL,
    placed TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE RESTRICT
);
-- loss: column orders.total: how its numbers were written ('007' becomes 7)
-- note: column orders.total: rows that have no value get 0: choose it
-- note: column orders.placed: rows that have no value get the default, CURRENT_TIMESTAMP
INSERT INTO orders_new (id, customer_id, total, placed)
SELECT id, customer_id, coalesce(total, 0), coalesce(placed, CURRENT_TIMESTAMP)
FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
CREATE TABLE order_lines (
    order_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    sku TEXT NOT NULL,
    n INTEGER NOT NULL DEFAULT 1,
    CHECK (n > 0),
    FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    PRIMARY KEY (order_id, line)
) WITHOUT ROWID;
CREATE INDEX lines_by_sku ON order_lines (sku);
CREATE INDEX orders_by_customer ON orders (customer_id, placed DESC);
CREATE VIEW big_orders AS
SELECT o.id, c.name, o.total
FROM orders AS o JOIN customers AS c ON c.id = o.customer_id
WHERE o.total > 100.0;
CREATE TRIGGER orders_ai
AFTER INSERT ON orders
BEGIN
    UPDATE customers SET vip = 1 WHERE id = new.customer_id AND new.total > 1000;
END;
