CREATE TABLE groups (id integer PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY);
