CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer, CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users);
