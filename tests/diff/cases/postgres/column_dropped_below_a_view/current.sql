CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);
CREATE VIEW contacts AS SELECT id, email, phone FROM users;
COMMENT ON VIEW contacts IS 'how to reach them';
