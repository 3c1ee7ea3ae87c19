CREATE TABLE users (id integer PRIMARY KEY, code integer NOT NULL);
CREATE UNIQUE INDEX users_code ON users (code);
CREATE TABLE orders (id integer PRIMARY KEY, user_code integer REFERENCES users (code));
