-- Conversations and messages
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    body TEXT NOT NULL
);
CREATE INDEX messages_conversation ON messages (conversation_id);
-- dunlin:down
DROP TABLE messages;
DROP TABLE conversations;
