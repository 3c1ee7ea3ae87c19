CREATE TABLE users_new (
    id INTEGER PRIMARY KEY,
    Name TEXT
);
INSERT INTO users_new (id, Name)
SELECT id, Name
FROM Users;
DROP TABLE Users;
ALTER TABLE users_new RENAME TO users;
CREATE INDEX users_name ON users (name);
CREATE TRIGGER users_ai
AFTER INSERT ON users
BEGIN
    UPDATE users SET name = trim(name) WHERE id = new.id;
END;
