ALTER TABLE users ADD CONSTRAINT users_code_key UNIQUE (code);
ALTER TABLE orders ADD CONSTRAINT orders_user_code_fkey FOREIGN KEY (user_code) REFERENCES users(code);
