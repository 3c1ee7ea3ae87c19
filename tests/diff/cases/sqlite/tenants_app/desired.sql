CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL, avatar_url TEXT, created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, locale TEXT NOT NULL DEFAULT 'en');
CREATE TABLE bookings (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, starts DATETIME NOT NULL, ends DATETIME NOT NULL, minutes INT AS (60) VIRTUAL, CONSTRAINT in_order CHECK (ends >= starts), FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE INDEX bookings_starts ON bookings (starts) WHERE minutes > 0;
