CREATE TYPE order_status AS ENUM ('new', 'paid', 'shipped', 'cancelled');
CREATE DOMAIN money_amount AS numeric(12, 2) CHECK (VALUE >= 0);
CREATE TABLE customers (id bigserial PRIMARY KEY, email text NOT NULL, name varchar(200) NOT NULL, created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, settings jsonb NOT NULL DEFAULT '{}');
CREATE UNIQUE INDEX customers_email ON customers (lower(email));
CREATE TABLE products (id serial PRIMARY KEY, sku text NOT NULL UNIQUE, price money_amount NOT NULL, stock integer NOT NULL DEFAULT 0 CHECK (stock >= 0));
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE, status order_status NOT NULL DEFAULT 'new', placed_at timestamptz NOT NULL DEFAULT now(), note text);
CREATE INDEX orders_open ON orders (placed_at) WHERE status IN ('new', 'paid');
CREATE TABLE order_lines (order_id bigint REFERENCES orders ON DELETE CASCADE, line smallint, product_id integer NOT NULL REFERENCES products, quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 1000), price money_amount NOT NULL, total numeric GENERATED ALWAYS AS (quantity * price::numeric) STORED, PRIMARY KEY (order_id, line));
CREATE VIEW order_totals AS SELECT o.id, o.status, sum(l.total) AS total FROM orders o JOIN order_lines l ON l.order_id = o.id GROUP BY o.id;
CREATE MATERIALIZED VIEW best_sellers AS SELECT p.sku, sum(l.quantity) AS sold FROM order_lines l JOIN products p ON p.id = l.product_id GROUP BY p.sku;
CREATE UNIQUE INDEX best_sellers_sku ON best_sellers (sku);
ALTER MATERIALIZED VIEW best_sellers CLUSTER ON best_sellers_sku;
CREATE FUNCTION take_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE products SET stock = stock - NEW.quantity WHERE id = NEW.product_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER lines_take_stock AFTER INSERT ON order_lines FOR EACH ROW EXECUTE FUNCTION take_stock();
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_orders ON orders USING (customer_id = (current_setting('app.customer', true))::bigint);
COMMENT ON TABLE orders IS 'What customers bought';
COMMENT ON COLUMN orders.note IS 'from the customer';
