PRAGMA foreign_keys = OFF;
CREATE TABLE users_new (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    avatar_url TEXT,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    locale TEXT NOT NULL DEFAULT 'en'
);
-- note: column users.created_at: rows that have no value get the default, CURRENT_TIMESTAMP
INSERT INTO users_new (rowid, id, email, avatar_url, created_at)
SELECT rowid, id, email, avatar_url, coalesce(created_at, CURRENT_TIMESTAMP)
FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
CREATE TABLE bookings_new (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    starts DATETIME NOT NULL,
    ends DATETIME NOT NULL,
    minutes INT GENERATED ALWAYS AS (60),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT in_order CHECK (ends >= starts)
);
-- note: fails where a row does not pass CHECK (ends >= starts)
INSERT INTO bookings_new (rowid, id, user_id, starts, ends)
SELECT rowid, id, user_id, starts, ends
FROM bookings;
DROP TABLE bookings;
ALTER TABLE bookings_new RENAME TO bookings;
CREATE TABLE settings_new (
    "key" TEXT,
    value TEXT,
    PRIMARY KEY (KEY)
) WITHOUT ROWID;
-- note: column settings.key: rows that have no value get CAST(row_number() OVER () AS TEXT): choose it
INSERT INTO settings_new ("key", value)
SELECT coalesce("key", CAST(row_number() OVER () AS TEXT)), value
FROM settings;
DROP TABLE settings;
ALTER TABLE settings_new RENAME TO settings;
CREATE INDEX bookings_starts ON bookings (starts) WHERE minutes > 0;
CREATE UNIQUE INDEX users_email ON users (lower(email));
