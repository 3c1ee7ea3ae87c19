CREATE TABLE a_users (id bigint PRIMARY KEY);
CREATE TABLE b_orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES a_users);
CREATE TABLE c_lines (id bigint PRIMARY KEY, order_id bigint REFERENCES b_orders);
CREATE TABLE kept (id integer PRIMARY KEY);
