CREATE TABLE users (id integer PRIMARY KEY, name text, email text);
CREATE VIEW names AS SELECT id, name, email FROM users;
