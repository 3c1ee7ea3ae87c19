CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE VIEW contacts AS SELECT id, email FROM users;
COMMENT ON VIEW contacts IS 'how to reach them';
