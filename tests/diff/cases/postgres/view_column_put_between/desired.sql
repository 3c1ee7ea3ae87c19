CREATE TABLE users (id integer PRIMARY KEY, name text, email text);
CREATE VIEW names AS SELECT id, email, name FROM users;
GRANT SELECT ON names TO dunlin_reader;
