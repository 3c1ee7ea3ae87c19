CREATE TABLE users (id integer PRIMARY KEY);
CREATE VIEW names AS SELECT id FROM users;
