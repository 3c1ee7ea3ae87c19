CREATE TABLE users (name text NOT NULL, id bigint PRIMARY KEY, email text);
