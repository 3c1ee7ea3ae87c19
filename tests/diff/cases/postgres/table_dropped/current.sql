CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE old_users (id bigint PRIMARY KEY, name text);
