CREATE TABLE users (id integer PRIMARY KEY, code integer NOT NULL);
CREATE TABLE orders (id integer PRIMARY KEY, user_code integer);
