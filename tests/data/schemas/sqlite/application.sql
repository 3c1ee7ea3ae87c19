CREATE TABLE organizations (id TEXT PRIMARY KEY, name TEXT NOT NULL, plan TEXT NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'pro')), created_at TEXT NOT NULL DEFAULT (datetime('now')));
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, org TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE, email TEXT NOT NULL COLLATE NOCASE UNIQUE, settings TEXT DEFAULT '{}' CHECK (json_valid(settings)));
CREATE INDEX users_org ON users (org, email);
CREATE TABLE messages (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users ON DELETE SET NULL, body TEXT, words INTEGER GENERATED ALWAYS AS (length(body)) VIRTUAL);
CREATE VIEW authors AS SELECT u.email, count(m.id) AS n FROM users u JOIN messages m ON m.author = u.id GROUP BY u.email;
CREATE TRIGGER no_empty BEFORE INSERT ON messages WHEN trim(NEW.body) = '' BEGIN SELECT RAISE(FAIL, 'empty message'); END;
