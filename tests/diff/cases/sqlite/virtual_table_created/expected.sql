CREATE VIRTUAL TABLE posts_fts USING fts5(title, body, content='');
