CREATE TABLE users (id integer PRIMARY KEY, code integer NOT NULL UNIQUE);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users (id));
