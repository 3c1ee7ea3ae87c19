CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE VIEW names AS SELECT id, upper(name) AS name FROM users WHERE name IS NOT NULL;
