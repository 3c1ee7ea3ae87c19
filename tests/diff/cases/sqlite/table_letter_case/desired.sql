CREATE TABLE users (id INTEGER PRIMARY KEY, Name TEXT);
CREATE INDEX users_name ON users (Name);
CREATE TRIGGER users_ai AFTER INSERT ON users BEGIN UPDATE Users SET name = trim(name) WHERE id = new.id; END;
