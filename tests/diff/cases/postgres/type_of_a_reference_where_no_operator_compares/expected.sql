ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;
-- loss: column orders.user_id: values that are no integer: they become NULL
ALTER TABLE orders ALTER COLUMN user_id TYPE integer USING CASE WHEN user_id ~* '^\s*[-+]?[0-9]+\s*$' THEN user_id::integer ELSE NULL END;
-- loss: column users.id: values that are no integer make it fail: rows are told apart by it
ALTER TABLE users ALTER COLUMN id TYPE integer USING id::integer;
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
