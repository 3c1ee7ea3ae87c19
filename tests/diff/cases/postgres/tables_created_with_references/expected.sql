CREATE TABLE lines (
    order_id bigint NOT NULL,
    product_id bigint NOT NULL,
    quantity integer DEFAULT 1 NOT NULL,
    CONSTRAINT lines_pkey PRIMARY KEY (order_id, product_id)
);
CREATE INDEX lines_by_product ON lines (product_id);
CREATE TABLE orders (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    placed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT orders_pkey PRIMARY KEY (id)
);
CREATE TABLE products (
    id bigint NOT NULL,
    price numeric(10,2) NOT NULL,
    CONSTRAINT products_pkey PRIMARY KEY (id),
    CONSTRAINT products_price_check CHECK ((price >= (0)::numeric))
);
ALTER TABLE lines ADD CONSTRAINT lines_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id);
ALTER TABLE lines ADD CONSTRAINT lines_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id);
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
