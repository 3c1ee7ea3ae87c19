CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE products (id bigint PRIMARY KEY, price numeric(10,2) NOT NULL CHECK (price >= 0));
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE lines (
    order_id bigint REFERENCES orders,
    product_id bigint REFERENCES products,
    quantity integer NOT NULL DEFAULT 1,
    PRIMARY KEY (order_id, product_id)
);
CREATE INDEX lines_by_product ON lines (product_id);
