CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE VIEW names AS SELECT id FROM users;
CREATE VIEW more AS SELECT id FROM names;
