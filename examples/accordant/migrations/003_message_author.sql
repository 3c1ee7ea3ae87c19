-- Who wrote a message
-- dunlin:scope tenant
-- dunlin:up
ALTER TABLE messages ADD COLUMN author TEXT;
-- dunlin:down
ALTER TABLE messages DROP COLUMN author;
