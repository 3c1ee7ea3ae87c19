CREATE TABLE users (id bigint PRIMARY KEY, status text);
