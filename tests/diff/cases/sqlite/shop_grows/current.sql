CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE, total TEXT, placed TEXT);
CREATE INDEX orders_by_customer ON orders (customer_id);
CREATE VIEW big_orders AS SELECT o.id, c.name, o.total FROM orders AS o JOIN customers AS c ON c.id = o.customer_id WHERE o.total > 100;
CREATE TRIGGER orders_ai AFTER INSERT ON orders BEGIN UPDATE customers SET name = name WHERE id = new.customer_id; END;
