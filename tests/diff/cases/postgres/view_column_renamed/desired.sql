CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE VIEW names AS SELECT id, name AS new FROM users;
