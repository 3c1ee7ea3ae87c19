CREATE TABLE users (id integer NOT NULL UNIQUE, code integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users (id));
