CREATE TABLE users (id integer PRIMARY KEY, name text, email text);
CREATE VIEW a AS SELECT id, name FROM users;
CREATE VIEW b AS SELECT name FROM a;
CREATE VIEW c AS SELECT name FROM b;
COMMENT ON VIEW c IS 'kept';
