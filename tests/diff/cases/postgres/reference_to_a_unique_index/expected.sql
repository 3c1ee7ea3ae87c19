CREATE UNIQUE INDEX users_code ON users (code);
ALTER TABLE orders ADD CONSTRAINT orders_user_code_fkey FOREIGN KEY (user_code) REFERENCES users(code);
