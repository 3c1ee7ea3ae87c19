CREATE TABLE Users (id INTEGER PRIMARY KEY, Name TEXT);
CREATE INDEX users_name ON Users (Name);
CREATE TRIGGER users_ai AFTER INSERT ON Users BEGIN UPDATE Users SET name = trim(name) WHERE id = new.id; END;
